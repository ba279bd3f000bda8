/* A long list of choices is narrowed by what one types, marks or no marks; what is chosen stays in sight. */
(() => {
  "use strict";
  const bare = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
  document.querySelectorAll(".choices.choices--tall").forEach((list) => {
    const label = document.createElement("label"), box = document.createElement("input");
    Object.assign(label, { className: "choices__narrow", textContent: "Gõ để lọc danh sách" });
    Object.assign(box, { type: "search", className: "input", autocomplete: "off" });
    box.addEventListener("input", () => [...list.children].forEach((one) => {
      one.hidden = !one.querySelector("input:checked") && !bare(one.textContent).includes(bare(box.value.trim()));
    }));
    box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    label.append(box);
    list.before(label);
  });
})();

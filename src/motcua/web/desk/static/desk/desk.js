/* Comfort of the desk: procedures while typing at the counter, the count in the signing tray. Pages work without it. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  const field = $("[data-suggest]");
  if (field) {
    const list = document.getElementById(field.getAttribute("aria-controls"));
    let timer = 0;
    let asked = 0;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const words = field.value.trim();
        const mine = ++asked;
        if (words.length < 2) { list.replaceChildren(); list.hidden = true; return; }
        try {
          const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(words)}`, { headers: { Accept: "text/html" } });
          if (!answer.ok || mine !== asked) return;
          const found = new DOMParser().parseFromString(`<ul>${await answer.text()}</ul>`, "text/html");
          list.replaceChildren(...$$("li", found));
          list.hidden = !list.childElementCount;
        } catch { /* the button beside the field still works */ }
      }, 180);
    });
    field.addEventListener("keydown", (event) => {
      const first = $("button", list);
      if (event.key === "ArrowDown" && first) { event.preventDefault(); first.focus(); }
    });
    list.addEventListener("keydown", (event) => {
      const all = $$("button", list);
      const now = all.indexOf(document.activeElement);
      if (now < 0 || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
      event.preventDefault();
      const next = now + (event.key === "ArrowDown" ? 1 : -1);
      (next < 0 ? field : all[Math.min(next, all.length - 1)]).focus();
    });
  }
  const scan = $("[data-intake] #the");
  if (scan) scan.addEventListener("click", () => { scan.focus(); scan.select(); });

  const whole = $("[data-tray-all]");
  const boxes = $$(".tray input[type=checkbox][name]:not([disabled])");
  if (boxes.length) {
    const words = $("[data-tray-words]");
    const button = $("[data-tray-button]");
    const show = () => {
      const on = boxes.filter((box) => box.checked).length;
      boxes.forEach((box) => box.closest("li").classList.toggle("is-picked", box.checked));
      words.textContent = on ? `Đã chọn ${on} kết quả.` : "Đánh dấu văn bản cần ký.";
      button.textContent = on ? `Ký ${on} kết quả` : "Ký các kết quả đã chọn";
      if (whole) { whole.checked = on === boxes.length; whole.indeterminate = on > 0 && on < boxes.length; }
    };
    boxes.forEach((box) => box.addEventListener("change", show));
    if (whole) whole.addEventListener("change", () => { boxes.forEach((box) => { box.checked = whole.checked; }); show(); });
    show();
  }

  /* An address that ends in #viec-… opens its form. */
  const open = () => {
    const target = location.hash.startsWith("#viec-") && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView({ block: "center" }); }
  };
  addEventListener("hashchange", open);
  open();
})();

/* The scanning page: what the machine has done meanwhile, and a straightened page before it is sent. Works without. */
(() => {
  "use strict";
  const live = document.querySelector("[data-scan-poll]");
  if (live) {
    const ask = async () => {
      try {
        const answer = await fetch(live.dataset.scanPoll, { headers: { Accept: "text/html" } });
        if (!answer.ok) return;
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (!fresh.querySelector("progress")) { location.reload(); return; }
        if (live.contains(document.activeElement) && document.activeElement !== document.body) { setTimeout(ask, 1500); return; }
        live.replaceChildren(...fresh.body.childNodes);
      } catch { /* the line is gone for a moment */ }
      setTimeout(ask, 1500);
    };
    setTimeout(ask, 1200);
  }
  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-scan-edit]");
    const leaf = form && form.parentElement.querySelector(".scan-leaf img");
    if (!leaf) return;
    const value = (name) => Number(form.elements[name].value.replace(",", ".")) || 0;
    leaf.style.clipPath = `inset(${value("cat_tren")}% ${value("cat_phai")}% ${value("cat_duoi")}% ${value("cat_trai")}%)`;
    if (event.target.name === "nghieng") leaf.style.rotate = `${-value("nghieng")}deg`;
  });
})();

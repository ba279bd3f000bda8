/* Comfort of the editor: keys move rows, a choice brings its boxes at once, the question is drawn while it is typed. */
(() => {
  "use strict";
  const doc = document;
  doc.querySelectorAll("[data-noscript]").forEach((one) => { one.hidden = true; });

  /* Alt with an arrow presses the row's own button. */
  doc.addEventListener("keydown", (event) => {
    if (!event.altKey || !/^Arrow(Up|Down)$/.test(event.key)) return;
    const row = event.target.closest("[data-place]");
    const button = row && row.querySelector(event.key === "ArrowUp" ? "[data-up]" : "[data-down]");
    if (!button) return;
    event.preventDefault();
    if (!button.disabled) button.click();
  });
  const moved = location.hash.startsWith("#o-") && doc.getElementById(location.hash.slice(1));
  if (moved) moved.querySelector("a[href]").focus({ preventScroll: true });

  const press = (form, name) => {
    const button = form.querySelector(`button[name="${name}"]`);
    if (button) form.requestSubmit(button);
  };
  doc.addEventListener("change", (event) => {
    if (event.target.matches("[data-tree] [data-choose]")) press(event.target.form, "_xem");
    if (event.target.matches("[data-sketch] [name='kieu'], [data-sketch] [name='cong_thuc']")) press(event.target.form, "_xem");
  });

  /* The question as it stands, drawn beside. */
  const form = doc.querySelector("[data-sketch]");
  const look = doc.querySelector("[data-look]");
  if (form && look) {
    let waiting = 0;
    let turn = 0;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        const mine = ++turn;
        try {
          const answer = await fetch(form.dataset.sketch, { method: "POST", body: new FormData(form) });
          const html = answer.ok ? await answer.text() : "";
          if (html && mine === turn) look.innerHTML = html;
        } catch { /* the line is down: the page is drawn anew when it is kept */ }
      }, 350);
    });
  }
})();

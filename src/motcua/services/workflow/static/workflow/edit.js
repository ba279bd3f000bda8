/* The running sum of the hours while they are typed; saving needs no script. */
(() => {
  "use strict";
  const form = document.querySelector("[data-reckon]");
  const box = document.querySelector("[data-totals]");
  if (!form || !box) return;
  const words = box.querySelector("[data-totals-words]");
  let waiting;
  let asked = 0;

  const reckon = async () => {
    const mine = ++asked;
    const answer = await fetch(form.dataset.reckon, { method: "POST", body: new FormData(form) });
    if (!answer.ok || mine !== asked) return;
    const totals = await answer.json();
    words.textContent = totals.words;
    box.classList.toggle("notice--late", totals.over);
    box.classList.toggle("notice--done", !totals.over);
  };

  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-hours]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(reckon, 250);
  });
})();

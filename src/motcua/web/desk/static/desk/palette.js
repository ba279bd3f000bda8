/* The palette: Ctrl K or its button opens a list of pages, dossiers and what this page can do. Without this file the
   button is a link to the same as a page. */
(() => {
  "use strict";
  const box = document.querySelector("[data-palette]");
  if (!box || !box.showModal) return;
  const field = box.querySelector("[role=combobox]");
  const list = box.querySelector("[role=listbox]");
  const count = box.querySelector("[data-palette-count]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
  let timer = 0;
  let asked = 0;
  let acts = [];

  /* What can be done here: buttons and links with a key of their own, and the forms of a dossier's page. */
  const here = () => {
    const found = [...document.querySelectorAll("main [data-key], main details[id^=viec-] > summary")];
    return found.filter((el) => el.getClientRects().length && !el.disabled).map((el) => ({ el, label: el.textContent.trim().replace(/\s+/g, " ") }));
  };
  const choose = (option) => {
    options().forEach((el) => el.setAttribute("aria-selected", el === option ? "true" : "false"));
    if (option) { field.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    else field.removeAttribute("aria-activedescendant");
  };
  const chosen = () => list.querySelector("[aria-selected=true]");
  const addActs = (words) => {
    const said = fold(words).split(/\s+/).filter(Boolean);
    const fit = acts.filter((act) => said.every((word) => fold(act.label).includes(word))).slice(0, 12);
    if (!fit.length) return;
    const head = document.createElement("li");
    head.className = "palette__group";
    head.setAttribute("role", "presentation");
    head.textContent = "Ở trang này";
    const made = fit.map((act, n) => {
      const item = document.createElement("li");
      item.id = `di-o-day-${n}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const button = document.createElement("a");
      button.textContent = act.label;
      button.tabIndex = -1;
      item.append(button);
      item.act = () => { box.close(); if (act.el.tagName === "SUMMARY") { act.el.parentElement.open = true; act.el.scrollIntoView({ block: "center" }); act.el.focus(); } else act.el.click(); };
      return item;
    });
    list.append(head, ...made);
  };
  const ask = async () => {
    const mine = ++asked;
    const words = field.value.trim();
    try {
      const answer = await fetch(`${box.dataset.palette}?manh=1&q=${encodeURIComponent(words)}`, { headers: { Accept: "text/html" } });
      if (!answer.ok || mine !== asked) return;
      const found = new DOMParser().parseFromString(`<ul>${await answer.text()}</ul>`, "text/html");
      list.replaceChildren(...found.querySelectorAll("li"));
    } catch { list.replaceChildren(); }
    if (mine !== asked) return;
    addActs(words);
    choose(options()[0]);
    count.textContent = options().length ? `${options().length} lựa chọn` : "Không thấy gì khớp";
  };
  const open = () => {
    if (box.open || document.querySelector("dialog[open]")) return;
    acts = here();
    field.value = "";
    box.showModal();
    field.focus();
    ask();
  };
  const go = (option) => {
    if (!option) return;
    if (option.act) { option.act(); return; }
    option.querySelector("a").click();
  };

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  field.addEventListener("keydown", (event) => {
    const all = options();
    const now = all.indexOf(chosen());
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) { event.preventDefault(); choose(all[(now + step + all.length) % all.length]); }
    else if (event.key === "Home" && event.ctrlKey) { event.preventDefault(); choose(all[0]); }
    else if (event.key === "End" && event.ctrlKey) { event.preventDefault(); choose(all[all.length - 1]); }
    else if (event.key === "Enter") { event.preventDefault(); go(chosen()); }
    else if (event.key === "Tab") event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    if (event.target.closest("a[href]")) return;
    event.preventDefault();
    go(option);
  });
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (box.open) box.close(); else open();
  }, true);
  document.querySelectorAll("[data-palette-open]").forEach((el) => {
    el.setAttribute("aria-haspopup", "dialog");
    el.addEventListener("click", (event) => { event.preventDefault(); open(); });
  });
})();

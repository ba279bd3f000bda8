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

  /* The case decides the day: a new answer is asked about at once, and the old day is gone meanwhile. */
  const intake = $("[data-intake]");
  let turn = 0;
  if (intake) intake.addEventListener("change", async (event) => {
    if (!event.target.closest("[data-day]")) return;
    const mine = ++turn;
    const promise = $(".promise", intake);
    promise.classList.add("is-stale");
    const body = new FormData(intake);
    [...body.entries()].forEach(([name, value]) => { if (value instanceof File) body.delete(name); });
    body.set("viec", "cap-nhat");
    try {
      const answer = await fetch(intake.action, { method: "POST", body, headers: { Accept: "text/html" } });
      if (!answer.ok || mine !== turn) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const panel = $("[data-deciding]", intake);
      const fresh = $("[data-deciding]", page);
      const names = (root) => [...new Set($$("[name]", root).map((one) => one.name))].join();
      if (panel && fresh && names(fresh) !== names(panel)) panel.replaceChildren(...fresh.childNodes);
      promise.replaceChildren(...$(".promise", page).childNodes);
      promise.classList.remove("is-stale");
      promise.classList.add("is-fresh");
    } catch { /* the button in the panel still works */ }
  });

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

/* Gõ @ trong ghi chú: names of the ticks beside it; choosing one writes the name and ticks the box. */
(() => {
  "use strict";
  const form = document.querySelector("[data-mentions]");
  const area = form && form.querySelector("textarea");
  const boxes = form ? [...form.querySelectorAll(".mention-list input")] : [];
  if (!area || !boxes.length) return;
  const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
  const people = boxes.map((box) => ({ box, name: box.closest("label").textContent.trim() }));
  const menu = document.createElement("ul");
  menu.className = "mention-menu";
  menu.hidden = true;
  area.after(menu);
  const close = () => { menu.hidden = true; menu.replaceChildren(); };
  const asked = () => /(?:^|\s)@([^@\n]{0,30})$/.exec(area.value.slice(0, area.selectionStart));
  const choose = (person) => {
    const at = asked();
    const end = area.selectionStart;
    const name = person.name.split(",")[0];
    const start = at ? end - at[1].length : end;
    area.setRangeText(`${name} `, start, end, "end");
    person.box.checked = true;
    close();
    area.focus();
  };
  area.addEventListener("input", () => {
    const at = asked();
    if (!at) { close(); return; }
    const words = fold(at[1]);
    const found = people.filter((person) => fold(person.name).includes(words)).slice(0, 8);
    menu.replaceChildren(...found.map((person) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = person.name;
      button.addEventListener("click", () => choose(person));
      const line = document.createElement("li");
      line.append(button);
      return line;
    }));
    menu.hidden = !found.length;
  });
  form.addEventListener("keydown", (event) => {
    if (menu.hidden) return;
    const all = [...menu.querySelectorAll("button")];
    const now = all.indexOf(document.activeElement);
    if (event.key === "Escape") { event.preventDefault(); close(); area.focus(); }
    else if (event.key === "ArrowDown") { event.preventDefault(); all[Math.min(now + 1, all.length - 1)].focus(); }
    else if (event.key === "ArrowUp") { event.preventDefault(); if (now <= 0) area.focus(); else all[now - 1].focus(); }
    else if (event.key === "Enter" && now < 0) { event.preventDefault(); all[0].click(); }
  });
})();

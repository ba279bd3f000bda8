/* Comfort only: every page works without this file. Keys, row movement, bulk picking, one press one submit. */
(() => {
  "use strict";
  const doc = document;
  const $ = (selector, root = doc) => root.querySelector(selector);
  const $$ = (selector, root = doc) => [...root.querySelectorAll(selector)];
  const store = {
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } },
  };
  const typing = (el) => el.isContentEditable || /^(SELECT|TEXTAREA)$/.test(el.tagName)
    || (el.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(el.type));

  /* Where tabs run past the edge of a phone, the open one is in sight. */
  $$(".tabs [aria-current], .rail [aria-current]").forEach((tab) => { const row = tab.closest(".tabs, .rail"); const past = tab.getBoundingClientRect().right - row.getBoundingClientRect().right; if (past > 0) row.scrollLeft += past + 24; });

  /* One press, one submit. The button goes quiet after the form has left, and wakes when the page comes back. */
  doc.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.target === "_blank" || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    setTimeout(() => {
      if (event.defaultPrevented) return;
      form.dataset.sent = "1";
      $$("button:not([type=button]), input[type=submit]", form).forEach((button) => {
        button.setAttribute("aria-disabled", "true");
        if (button === event.submitter) button.setAttribute("aria-busy", "true");
      });
    });
  });
  addEventListener("pageshow", () => $$("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    $$("[aria-busy], [aria-disabled]", form).forEach((button) => {
      button.removeAttribute("aria-busy");
      button.removeAttribute("aria-disabled");
    });
  }));

  /* Picking rows: [data-select-all] in the head, [data-bulk] over the list, [data-bulk-count] for the number. */
  const picks = (root) => $$("tbody input[type=checkbox][name]", root);
  const showPicked = (root) => {
    const all = picks(root);
    const on = all.filter((box) => box.checked);
    all.forEach((box) => box.closest("tr").classList.toggle("is-picked", box.checked));
    const whole = $("[data-select-all]", root);
    if (whole) { whole.checked = on.length > 0 && on.length === all.length; whole.indeterminate = on.length > 0 && on.length < all.length; }
    const bar = $("[data-bulk]", root.closest("form") || root.parentElement || doc);
    if (bar) {
      bar.hidden = on.length === 0;
      $$("[data-bulk-count]", bar).forEach((el) => { el.textContent = on.length; });
    }
  };
  doc.addEventListener("change", (event) => {
    const table = event.target.closest("table");
    if (!table || event.target.type !== "checkbox") return;
    if (event.target.matches("[data-select-all]")) picks(table).forEach((box) => { box.checked = event.target.checked; });
    showPicked(table);
  });
  $$("table.has-pick").forEach(showPicked);

  /* Moving over rows: <table data-keys>. */
  const table = $("table[data-keys]");
  const rows = () => (table ? $$("tbody tr:not(.group)", table).filter((row) => row.offsetParent !== null || row.getClientRects().length) : []);
  const move = (step) => {
    const list = rows();
    if (!list.length) return;
    const now = list.findIndex((row) => row.classList.contains("is-current"));
    const next = Math.max(0, Math.min(list.length - 1, now < 0 ? (step > 0 ? 0 : list.length - 1) : now + step));
    list.forEach((row, i) => {
      row.classList.toggle("is-current", i === next);
      if (i === next) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
    });
    const link = $("a[href]", list[next]);
    list[next].scrollIntoView({ block: "nearest" });
    if (link) link.focus({ preventScroll: true });
  };
  const currentRow = () => table && $("tr.is-current", table);

  /* The list of keys, filled from the foot of the desk. */
  const dialog = $("[data-keys-dialog]");
  const foot = $("[data-keys-foot]");
  const openKeys = () => {
    if (!dialog || dialog.open) return;
    const here = $("[data-keys-here]", dialog);
    if (foot && !here.childElementCount) $$("span:not([data-keys-all])", foot).forEach((el) => { if ($("kbd", el) && el.parentElement === foot) here.append(el.cloneNode(true)); });
    dialog.showModal();
  };
  const all = foot && $("[data-keys-all]", foot);
  if (all && dialog) {
    const button = doc.createElement("button");
    button.type = "button";
    button.append(...all.childNodes);
    button.addEventListener("click", openKeys);
    all.append(button);
  }
  const off = dialog && $("[data-keys-off]", dialog);
  if (off) {
    off.checked = store.get("motcua-keys-off") === "1";
    off.addEventListener("change", () => store.set("motcua-keys-off", off.checked ? "1" : "0"));
  }

  const focusOn = (el) => { if (!el) return false; el.focus(); if (el.select) el.select(); return true; };
  const search = () => $("[data-search]") || $("form[role=search] input");
  const filter = () => $("[data-filter], form.filters input:not([type=hidden]), form[role=search] input");
  /* A button or link may own a key: data-key="t", data-key="F9". */
  const owner = (key) => $$("[data-key]").find((el) => el.dataset.key.toLowerCase() === key.toLowerCase() && el.getClientRects().length);

  doc.addEventListener("keydown", (event) => {
    const key = event.key;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && key.toLowerCase() === "k") {
      if (focusOn(search())) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || (dialog && dialog.open)) return;
    if (/^F\d+$/.test(key)) {
      const el = owner(key);
      if (el) { event.preventDefault(); el.click(); }
      return;
    }
    if (typing(event.target) || store.get("motcua-keys-off") === "1") return;
    const el = key.length === 1 && owner(key);
    if (el) { event.preventDefault(); el.click(); return; }
    const acts = {
      "?": openKeys,
      "/": () => focusOn(filter()),
      j: () => move(1),
      k: () => move(-1),
      x: () => { const row = currentRow(); const box = row && $("input[type=checkbox]", row); if (box) box.click(); },
      Enter: () => { const row = currentRow(); const link = row && event.target === doc.body && $("a[href]", row); if (link) link.click(); },
    };
    const act = acts[key.length === 1 ? key.toLowerCase() : key];
    if (!act) return;
    if (key !== "Enter") event.preventDefault();
    act();
  });

  /* An open menu closes on Escape or a press outside. */
  const menus = "details[data-menu], .site-head__menu";
  doc.addEventListener("click", (event) => $$(menus).forEach((menu) => { if (menu.open && !menu.contains(event.target)) menu.open = false; }));
  doc.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    $$(menus).forEach((menu) => { if (menu.open) { menu.open = false; $("summary", menu).focus(); } });
  });

  /* What went wrong is read first. */
  const wrong = $(".error-summary[tabindex]");
  if (wrong) wrong.focus();
  $$("[data-print]").forEach((el) => { el.hidden = false; el.addEventListener("click", () => print()); });
})();

/* Forms at once: questions appear as their condition holds, rows come and go without a round trip.
   Everything here also works by submit buttons when scripts are off. */
(() => {
  "use strict";
  const empty = (v) => v === undefined || v === null || v === "" || (Array.isArray(v) && v.length === 0);

  const read = (root, code) => {
    const holder = root.querySelector(`:scope > [data-code="${code}"]`);
    if (!holder || holder.hidden) return undefined;
    const inputs = [...holder.querySelectorAll(`[name="${code}"]`)];
    if (!inputs.length) {
      const chosen = holder.querySelector(`[name="${code}.commune"], [name="${code}.office"]`);
      return chosen ? chosen.value : undefined;
    }
    const first = inputs[0];
    if (first.type === "radio") {
      const on = inputs.find((one) => one.checked);
      if (!on) return undefined;
      return on.value === "1" ? [true, "1"] : on.value === "0" ? [false, "0"] : [on.value];
    }
    if (first.type === "checkbox") {
      return inputs.length === 1 && first.value === "1" ? (first.checked ? [true] : undefined)
        : inputs.filter((one) => one.checked).map((one) => one.value);
    }
    return first.value.trim() === "" ? undefined : [first.value.trim()];
  };

  const number = (v) => Number(String(v).replace(/\./g, "").replace(",", "."));
  const holds = (when, get) => {
    if (when.all) return when.all.every((one) => holds(one, get));
    if (when.any) return when.any.some((one) => holds(one, get));
    if (when.not) return !when.not.some((one) => holds(one, get));
    const given = get(when.field);
    if (when.op === "filled") return !empty(given);
    if (when.op === "empty") return empty(given);
    if (empty(given)) return false;
    const values = Array.isArray(given) ? given : [given];
    const wanted = Array.isArray(when.value) ? when.value : [when.value];
    const some = values.some((one) => wanted.includes(one));
    switch (when.op) {
      case "eq": case "in": return some;
      case "ne": case "not_in": return !some;
      case "gt": return number(values[0]) > number(when.value);
      case "ge": return number(values[0]) >= number(when.value);
      case "lt": return number(values[0]) < number(when.value);
      case "le": return number(values[0]) <= number(when.value);
      default: return null; // ages need the server's day
    }
  };

  const refresh = (root) => {
    const background = JSON.parse(root.dataset.answers || "{}");
    const own = new Set([...root.querySelectorAll(":scope > [data-code]")].map((one) => one.dataset.code));
    const get = (code) => (own.has(code) ? read(root, code) : background[code]);
    root.querySelectorAll(":scope > [data-when]").forEach((field) => {
      const open = holds(JSON.parse(field.dataset.when), get);
      if (open !== null) field.hidden = !open;
    });
    const shown = root.parentElement.querySelector("[data-eform-shown]");
    if (shown) {
      shown.value = [...root.querySelectorAll(":scope > [data-code]:not([hidden])")].map((one) => one.dataset.code).join(",");
    }
  };

  const renumber = (table) => {
    const rows = [...table.querySelectorAll(":scope > [data-row]")];
    const name = table.dataset.table;
    rows.forEach((row, at) => {
      const old = row.dataset.row;
      row.dataset.row = String(at);
      const title = row.querySelector("[data-row-number]");
      if (title) title.textContent = `Dòng ${at + 1}`;
      row.querySelectorAll("[name], [id], [for], [value], [aria-describedby]").forEach((node) => {
        const swap = (attribute, from, to) => {
          const has = node.getAttribute(attribute);
          if (has && has.includes(from)) node.setAttribute(attribute, has.replaceAll(from, to));
        };
        swap("name", `${name}.${old}.`, `${name}.${at}.`);
        for (const attribute of ["id", "for", "aria-describedby"]) swap(attribute, `f-${name}-${old}-`, `f-${name}-${at}-`);
        if (node.matches("[data-remove], [name='_find']")) {
          node.value = node.value === `${name}.${old}` ? `${name}.${at}` : node.value.replace(`${name}.${old}.`, `${name}.${at}.`);
        }
      });
    });
    table.querySelector("[data-count]").value = String(rows.length);
    const none = table.querySelector("[data-empty]");
    if (none) none.hidden = rows.length > 0;
  };

  /* What only the server works out (computed values, ages): asked after an answer, put in place when it comes. */
  const needsServer = (root) => root.querySelector("[data-computed]")
    || [...root.querySelectorAll(":scope > [data-when]")].some((one) => one.dataset.when.includes('"age_'));
  let turn = 0;
  const ask = async (root, form) => {
    const mine = ++turn;
    const sent = new FormData(form);
    for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
    sent.set("_update", "1");
    sent.set("_look", "1"); // nothing is kept: a slow answer must not overtake the page that is sent next
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || mine !== turn) return;
      root.querySelectorAll("[data-computed]").forEach((one) => {
        const fresh = page.querySelector(`[data-computed="${one.dataset.computed}"]`);
        if (fresh && fresh.innerHTML !== one.innerHTML) one.innerHTML = fresh.innerHTML;
      });
      root.querySelectorAll(":scope > [data-when*='\"age_']").forEach((one) => {
        const fresh = page.querySelector(`[data-eform] > [data-code="${one.dataset.code}"]`);
        if (fresh) one.hidden = fresh.hidden;
      });
    } catch { /* the line is down: worked out when the page is sent */ }
  };

  const start = (root) => {
    const form = root.closest("form[data-eform-live]");
    const live = form && needsServer(root);
    const update = root.querySelector("[data-eform-update]");
    if (update) update.hidden = Boolean(live) || !needsServer(root);
    root.addEventListener("change", () => refresh(root));
    if (live) root.addEventListener("change", (event) => { if (event.target.type !== "file") ask(root, form); });
    root.addEventListener("input", () => refresh(root));
    root.addEventListener("click", (event) => {
      const add = event.target.closest("[data-add]");
      const remove = event.target.closest("[data-remove]");
      if (add) {
        const table = root.querySelector(`[data-table="${add.dataset.add}"]`);
        const rows = table.querySelectorAll(":scope > [data-row]").length;
        if (rows >= 50) return;
        event.preventDefault();
        const holder = table.querySelector(":scope > template");
        const row = holder.content.firstElementChild.cloneNode(true);
        table.insertBefore(row, holder);
        renumber(table);
        const first = row.querySelector("input:not([type=hidden]), select, textarea");
        if (first) first.focus();
      } else if (remove) {
        const table = remove.closest("[data-table]");
        event.preventDefault();
        remove.closest("[data-row]").remove();
        renumber(table);
        const next = root.querySelector(`[data-add="${table.dataset.table}"]`);
        if (next) next.focus();
      }
    });
    refresh(root);
  };

  document.querySelectorAll("[data-eform]").forEach(start);
  document.addEventListener("eform:put", (event) => event.target.querySelectorAll("[data-eform]").forEach(start));
})();

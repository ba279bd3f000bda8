/* Names while typing: <div data-suggest-box="/address/"> around one input. Without this file the form is a plain search. */
(() => {
  "use strict";
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();

  document.querySelectorAll("[data-suggest-box]").forEach((box, nth) => {
    const input = box.querySelector("input");
    const list = document.createElement("ul");
    const said = document.createElement("p");
    let now = -1, asked = "", timer = 0, leaving = null;
    list.id = `goi-y-${nth}`;
    list.className = "suggest suggest--box";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels.length ? input.labels[0].textContent : input.placeholder);
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    box.append(list, said);
    const has = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
    Object.entries(has).forEach(([name, value]) => input.setAttribute(name, value));

    const options = () => [...list.children];
    const show = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) { now = -1; input.removeAttribute("aria-activedescendant"); }
    };
    const pick = (at) => {
      const all = options();
      now = (at + all.length + 1) % (all.length + 1);
      if (now === all.length) now = -1;
      all.forEach((one, i) => one.setAttribute("aria-selected", String(i === now)));
      if (now < 0) { input.removeAttribute("aria-activedescendant"); return; }
      input.setAttribute("aria-activedescendant", all[now].id);
      all[now].scrollIntoView({ block: "nearest" });
    };
    const go = (one) => { location.href = one.dataset.href; };

    /* The words that were typed stand out in the name. */
    const marked = (name, words) => name.split(/(\s+)/).map((part) => {
      const bare = fold(part).replace(/[^0-9a-z]/g, "");
      if (!bare || !words.includes(bare)) return part;
      const mark = document.createElement("mark");
      mark.textContent = part;
      return mark;
    });
    const fill = (hits) => {
      const words = fold(asked).split(/[^0-9a-z]+/);
      list.replaceChildren(...hits.map((hit, i) => {
        const one = document.createElement("li");
        const name = document.createElement("span");
        const more = document.createElement("span");
        one.id = `${list.id}-${i}`;
        one.className = "suggest__item";
        one.dataset.href = `/thu-tuc/${hit.code}/`;
        one.setAttribute("role", "option");
        one.setAttribute("aria-selected", "false");
        name.append(...marked(hit.name, words));
        more.className = "tiny soft suggest__more";
        more.textContent = `${hit.code}  ${hit.field}`;
        one.append(name, more);
        return one;
      }));
      show(hits.length > 0);
      said.textContent = hits.length ? `${hits.length} ${box.dataset.suggestSome || ""}` : box.dataset.suggestNone || "";
    };
    const ask = async () => {
      const words = input.value.trimStart(); // a blank behind the last word says that it is whole
      if (words === asked) return;
      asked = words;
      if (leaving) leaving.abort();
      if (words.trim().length < 2) { fill([]); said.textContent = ""; return; }
      leaving = new AbortController();
      try {
        const answer = await fetch(`${box.dataset.suggestBox}?q=${encodeURIComponent(words)}`, { signal: leaving.signal });
        if (answer.ok) fill((await answer.json()).hits);
      } catch { /* a bad line: the form still searches */ }
    };

    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!options().length) return;
        event.preventDefault();
        if (list.hidden) show(true);
        pick(event.key === "ArrowDown" ? now + 1 : now < 0 ? options().length - 1 : now - 1);
      } else if (event.key === "Enter" && !list.hidden && now >= 0) {
        event.preventDefault();
        go(options()[now]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        show(false);
      }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => { const one = event.target.closest("[role=option]"); if (one) go(one); });
    input.addEventListener("blur", () => setTimeout(() => show(false), 100));
    input.addEventListener("focus", () => { if (options().length && input.value.trimStart() === asked) show(true); });
  });
})();

/* The board asks every half second whether the queue has moved: one question without a body while it has not. */
(() => {
  "use strict";
  const EVERY = 500;
  const ask = (url, changed, lost) => {
    let mark = "";
    const again = async () => {
      try {
        const answer = await fetch(url, { headers: mark ? { "If-None-Match": mark } : {}, cache: "no-store" });
        if (answer.status === 200) { mark = answer.headers.get("ETag"); changed(await answer.text()); }
        lost(!answer.ok && answer.status !== 304);
      } catch { lost(true); }
      setTimeout(again, EVERY);
    };
    again();
  };

  const board = document.querySelector("[data-board]");
  if (board) {
    const button = document.querySelector("[data-voice]"), warning = document.querySelector("[data-lost]");
    const said = new Set(), waiting = [];
    let loud = false, speaking = false;
    const name = (row) => `${row.dataset.ticket}-${row.dataset.counter}-${row.dataset.calls}`;
    const rows = () => [...board.querySelectorAll("[data-ticket]")];
    const speak = async () => {
      if (speaking || !waiting.length) return;
      speaking = true;
      const [ticket, counter] = waiting.shift().split("-");
      const sound = new Audio(`${board.dataset.call}${ticket}-${counter}.wav`);
      const heard = await new Promise((end) => {
        sound.onended = () => end(true);
        sound.onerror = () => end(false);  // no voice on the server
        sound.play().catch(() => end(false));
      });
      if (!heard && window.speechSynthesis) {
        const words = new SpeechSynthesisUtterance(`Mời số ${[...ticket].join(" ")} đến quầy số ${counter}`);
        words.lang = "vi-VN";
        await new Promise((end) => { words.onend = words.onerror = end; window.speechSynthesis.speak(words); });
      }
      speaking = false;
      speak();
    };
    rows().forEach((row) => said.add(name(row)));
    ask(board.dataset.board, (html) => {
      board.innerHTML = html;
      rows().forEach((row) => {
        if (said.has(name(row))) return;
        said.add(name(row));
        if (loud) { waiting.push(name(row)); speak(); }
      });
    }, (lost) => { warning.hidden = !lost; });
    button.hidden = false;  // browsers make no sound before somebody has touched the page
    button.addEventListener("click", () => { loud = true; button.hidden = true; });
  }

  /* One's own number on the phone, asked for anew every few seconds. */
  const again = document.querySelector("[data-again]");
  if (again) setInterval(async () => {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      const fresh = page.querySelector("main");
      if (fresh) document.querySelector("main").replaceChildren(...fresh.childNodes);
    } catch { /* asked again soon */ }
  }, again.dataset.again * 1000);

  /* The kiosk starts again by itself. */
  const home = document.querySelector("[data-home]");
  if (home) setTimeout(() => location.assign(home.dataset.home), 15000);
  if (document.querySelector("[data-kiosk]")) setTimeout(() => location.reload(), 60000);

  /* The counter's page is loaded anew when somebody takes a number, unless the officer is typing. */
  const watch = document.currentScript?.dataset.watch;
  if (watch) {
    let first = true;
    ask(watch, () => {
      if (first) { first = false; return; }
      if (!["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement?.tagName)) location.reload();
    }, () => {});
  }
})();

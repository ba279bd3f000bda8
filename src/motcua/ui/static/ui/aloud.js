/* Reading the page aloud with the voices of the reader's own device; the button shows only where there is one. */
(() => {
  "use strict";
  const box = document.querySelector("[data-aloud]");
  const talk = window.speechSynthesis;
  const main = document.querySelector("main");
  if (!box || !talk || !main || !window.SpeechSynthesisUtterance) return;
  const go = box.querySelector("[data-aloud-go]");
  const stop = box.querySelector("[data-aloud-stop]");
  const words = go.querySelector("span");
  const first = words.textContent;
  const page = document.documentElement.lang;
  const voice = (lang) => talk.getVoices().find((one) => one.lang.toLowerCase().startsWith(lang));
  const show = () => { box.hidden = !voice(page); };
  const PARTS = "h1,h2,h3,p,li,dt,dd,caption,th,td,label,legend,summary";
  const seen = (part) => part.getClientRects().length > 0 && !part.closest("[aria-hidden=true], [hidden]");
  const own = (part) => seen(part) && !part.querySelector(PARTS) && part.textContent.trim();
  let queue = [];
  let at = null;

  const mark = (part) => {
    if (at) at.classList.remove("is-aloud");
    at = part;
    if (at) at.classList.add("is-aloud");
  };
  const end = () => {
    queue = [];
    talk.cancel();
    mark(null);
    words.textContent = first;
    stop.hidden = true;
  };
  const next = () => {
    const part = queue.shift();
    if (!part) { end(); return; }
    const lang = (part.closest("[lang]") || document.documentElement).lang;
    const said = new SpeechSynthesisUtterance(part.textContent.replace(/\s+/g, " ").trim());
    const found = voice(lang) || voice(page);
    if (found) { said.voice = found; said.lang = found.lang; }
    mark(part);
    said.onend = () => { if (at === part) next(); };
    said.onerror = said.onend;
    talk.speak(said);
  };

  go.addEventListener("click", () => {
    if (at && talk.paused) { talk.resume(); words.textContent = go.dataset.pause; return; }
    if (at) { talk.pause(); words.textContent = go.dataset.on; return; }
    talk.cancel();
    queue = [...main.querySelectorAll(PARTS)].filter(own);
    words.textContent = go.dataset.pause;
    stop.hidden = false;
    next();
  });
  stop.addEventListener("click", () => { end(); go.focus(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && at) end(); });
  addEventListener("pagehide", end);
  show();
  talk.addEventListener?.("voiceschanged", show);
})();

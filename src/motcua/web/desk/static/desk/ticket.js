/* Who sits at a counter sees the number there on every page of the desk, and calls the next from it. */
(() => {
  "use strict";
  const place = document.querySelector("[data-now-serving]");
  const counter = document.querySelector('.rail a[href="/can-bo/quay/"]');
  if (!place || !counter || counter.getAttribute("aria-current")) return;
  fetch(place.dataset.nowServing, { headers: { Accept: "text/html" } }).then(async (answer) => {
    if (answer.status === 200 && !answer.redirected) place.insertAdjacentHTML("afterbegin", await answer.text());
  }).catch(() => { /* the counter's own page shows it */ });
})();

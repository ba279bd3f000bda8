/* Thợ phụ của trang tiếp nhận: keeps the counter's page and its parts, and shows it when the line is down.
   A new version is another cache; the old one goes when the new worker takes over. No person's data passes into a cache. */
"use strict";
const { version, shell, parts } = self.QUAY;
const PREFIX = "motcua-quay-";
const CACHE = PREFIX + version;
const SCOPE = "/can-bo/tiep-nhan/";
const PATIENCE = 6000;

const keep = async () => {
  const cache = await caches.open(CACHE);
  await Promise.all([shell, ...parts].map(async (address) => {
    const answer = await fetch(address, { cache: "no-cache" });
    /* A door on the way (signed out, second factor) must not be kept in place of the page. */
    if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
    await cache.put(address, answer);
  }));
};

const clean = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
};

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(clean()));

const kept = async (address) => (await caches.open(CACHE)).match(address);

const page = async (request, path) => {
  if (path === shell) return (await kept(shell)) || fetch(request);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: stop.signal });
    if (![502, 503, 504].includes(answer.status)) return answer;
  } catch { /* the line is down, or as good as */ } finally { clearTimeout(timer); }
  return (await kept(shell)) || Response.error();
};

const part = async (request) => (await kept(new URL(request.url).pathname)) || fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || request.method !== "GET") return;
  if (request.mode === "navigate") {
    if (pathname.startsWith(SCOPE)) event.respondWith(page(request, pathname));
  } else if (pathname.startsWith("/static/")) event.respondWith(part(request));
});

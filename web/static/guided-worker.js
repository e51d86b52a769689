// Keeps the pages of the guided profiles for when the line is down. They hold no secret and no
// person; everything else goes to the network and nowhere else.
const CACHE = "motlan-quet-2";
const KEPT = new Set(["/quet/may", "/quet/luu-dong", "/static/motlan.css", "/static/guided.css", "/static/motlan.js", "/static/guided.js", "/static/queue.js", "/static/icon.svg"]);

async function fresh(request) {
  const response = await fetch(request);
  if (response.ok && !response.redirected) await (await caches.open(CACHE)).put(new URL(request.url).pathname, response.clone());
  return response;
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(Promise.allSettled([...KEPT].map((path) => fresh(new Request(path)))));
});
self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((n) => n !== CACHE).map((n) => caches.delete(n))));
  event.waitUntil(Promise.all([self.clients.claim(), old]));
});
self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method !== "GET" || !KEPT.has(path)) return;
  // A machine whose session has ended must not ask the public for a password: its page says so.
  const own = path === "/quet/may" ? fresh(event.request).then(async (response) => response.type === "opaqueredirect" || response.redirected ? await caches.match(path) ?? response : response) : fresh(event.request);
  event.respondWith(own.catch(async () => await caches.match(path) ?? Response.error()));
});

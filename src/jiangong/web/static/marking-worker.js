"use strict";
/* Keeps the judge's pages for when there is no network: only pages that the server marks as holding nobody's marks, and the
files they need. The network comes first whenever there is one. */

const PAGES = "jiangong-pages-1", PATIENCE = 4000;

const NOT_KEPT = `<!doctype html><html lang="zh-CN"><meta name="viewport" content="width=device-width, initial-scale=1"><title>没有网络</title>
<h1>没有网络</h1><p>这一页还没有存到本机。封存过的评分表都在本机，没有丢；连上网络后刷新。</p>
<p lang="en">No network, and this page is not kept on the device. Sealed sheets are safe on it; reload once you are connected.</p>
<p><a href="/desk/marking/">评分 · Marking</a></p></html>`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const isPart = (address) => address.pathname.includes("/static/");
const mayKeep = (response) => response.ok && !response.redirected && response.headers.get("Jiangong-Keep") === "yes";

const fetched = async (request, isKept) => {
  const stop = new AbortController();
  const timer = isKept ? setTimeout(() => stop.abort(), PATIENCE) : 0;
  try {
    const address = new URL(request.url);
    const response = await fetch(request.url, { credentials: "same-origin", redirect: "manual", signal: stop.signal });
    if (isPart(address) ? response.ok : mayKeep(response)) (await caches.open(PAGES)).put(request.url, response.clone());
    return response;
  } finally {
    clearTimeout(timer);
  }
};

const answered = async (request) => {
  const kept = await (await caches.open(PAGES)).match(request.url, { ignoreVary: true });
  try {
    return await fetched(request, Boolean(kept));
  } catch (error) {
    if (kept) return kept;
    if (request.mode !== "navigate") throw error;
    return new Response(NOT_KEPT, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
};

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" || isPart(address)) event.respondWith(answered(event.request));
});

/* A page lists the sheets that may be needed: they are fetched one after the other, so that a weak network is not choked. */
self.addEventListener("message", (event) => {
  const { pages = [], sheets = [], renew = [], parts = [] } = event.data;
  event.waitUntil((async () => {
    const kept = await caches.open(PAGES);
    for (const part of parts) if (!(await kept.match(part))) await fetch(part).then((response) => response.ok && kept.put(part, response)).catch(() => {});
    let ready = 0;
    for (const page of pages) {
      const isThere = await kept.match(page, { ignoreVary: true });
      let isReady = Boolean(isThere);
      if (!isThere || renew.includes(page) || page === pages[0]) {
        try {
          const response = await fetch(page, { credentials: "same-origin" });
          if (mayKeep(response)) { await kept.put(page, response); isReady = true; }
        } catch (error) { /* later */ }
      }
      if (isReady && sheets.includes(page)) ready += 1;
    }
    event.source.postMessage({ ready, all: sheets.length });
  })());
});

"use strict";
/* Opens the sealed pictures by the phrase and shows one after the other. No network. */

const main = document.getElementById("main");
const sealed = JSON.parse(document.getElementById("sealed").textContent);
let pictures = [];
let at = 0;

function bytes(text) {
  return Uint8Array.from(window.atob(text), (letter) => letter.charCodeAt(0));
}

async function opened(phrase) {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(phrase), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(sealed.salt), iterations: sealed.rounds };
  const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const what = { name: "AES-GCM", iv: bytes(sealed.nonce), additionalData: new TextEncoder().encode("jiangong reveal") };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(what, key, bytes(sealed.body))));
}

function show(wanted) {
  at = Math.max(0, Math.min(wanted, pictures.length - 1));
  main.innerHTML = pictures[at];
}

document.getElementById("open").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    pictures = await opened(document.getElementById("phrase").value.trim());
    show(0);
  } catch (wrong) {
    document.getElementById("wrong").hidden = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (!pictures.length || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, Enter: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Backspace: -1 };
  if (event.key === "f" || event.key === "F") document.documentElement.requestFullscreen().catch(() => {});
  if (!steps[event.key]) return;
  event.preventDefault();
  show(at + steps[event.key]);
});

document.addEventListener("click", () => { if (pictures.length) show(at + 1); });

"use strict";
/* Sheets on the judge's own device: encrypted drafts and sealed sheets that wait to be sent, and the key while it is held.

What it protects: once the judge has signed out, or the key is a day old, nobody reads the sheets without signing in as that
judge again; another judge on the same device never does. It does not protect against somebody who holds the device while the
judge is signed in. A sealed sheet stays here until the server says that it has it. */

const store = (() => {
  const SHEETS = "jiangong-sheets", KEYS = "jiangong-keys";
  const isAble = Boolean(window.indexedDB && window.crypto && window.crypto.subtle);
  const opened = {};

  const open = (name, stores) => {
    if (!opened[name]) {
      opened[name] = new Promise((resolve, reject) => {
        const asked = indexedDB.open(name, 1);
        asked.onupgradeneeded = () => stores.forEach((one) => asked.result.createObjectStore(one, { keyPath: "id" }));
        asked.onsuccess = () => {
          asked.result.onversionchange = () => { asked.result.close(); delete opened[name]; };
          resolve(asked.result);
        };
        asked.onerror = () => reject(asked.error);
      });
    }
    return opened[name];
  };
  const base = (place) => (place === "keys" ? open(KEYS, ["keys"]) : open(SHEETS, ["drafts", "outbox", "sent"]));

  /* Resolves only when the transaction is complete: what a judge is told is kept, is kept. */
  const run = async (place, mode, work) => {
    const database = await base(place);
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(place, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
      const asked = work(transaction.objectStore(place));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  };
  const get = (place, id) => run(place, "readonly", (rows) => rows.get(id));
  const all = (place) => run(place, "readonly", (rows) => rows.getAll());
  const put = (place, row) => run(place, "readwrite", (rows) => rows.put(row));
  const drop = (place, id) => run(place, "readwrite", (rows) => rows.delete(id));

  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

  /* The keys of whoever is signed in: they cannot be read out again, and are thrown away after a day. */
  const hold = async (ticket) => {
    const made = await Promise.all(ticket.keys.map((key) => crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["encrypt", "decrypt"])));
    await put("keys", { id: "now", owner: ticket.owner, keys: made, until: Date.now() + ticket.hours * 3600000 });
  };
  const held = async () => {
    const found = await get("keys", "now");
    if (found && found.until > Date.now()) return found;
    if (found) await drop("keys", "now");
    return null;
  };
  const forget = () => (isAble ? drop("keys", "now") : Promise.resolve());

  const sealed = async (holder, value) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, holder.keys[0], plain) };
  };
  const read = async (holder, row) => {
    for (const key of holder.keys) {
      try {
        return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, key, row.data)));
      } catch (error) { /* an older key, perhaps */ }
    }
    return null;
  };

  const keep = async (place, id, facts, value) => {
    const holder = await held();
    if (!holder) return false;
    await put(place, { id, owner: holder.owner, ...facts, ...(await sealed(holder, value)) });
    return true;
  };
  const found = async (place, id) => {
    const [holder, row] = await Promise.all([held(), get(place, id)]);
    if (!row) return { is_there: false };
    if (!holder || holder.owner !== row.owner) return { is_there: true, value: null };
    return { is_there: true, value: await read(holder, row) };
  };
  const outbox = async () => {
    const holder = await held();
    const rows = (await all("outbox")).sort((one, other) => one.at - other.at);
    if (!holder) return { mine: [], locked: rows.length };
    const mine = rows.filter((row) => row.owner === holder.owner);
    const read_ = await Promise.all(mine.map(async (row) => ({ row, value: await read(holder, row) })));
    return { mine: read_.filter((one) => one.value), locked: rows.length - mine.length };
  };
  const random = () => ([...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join(""));

  return { isAble, hold, held, forget, keep, found, outbox, all, put, drop, random };
})();

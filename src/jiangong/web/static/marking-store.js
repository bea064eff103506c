"use strict";
/* Sheets on the judge's own device: encrypted drafts and sealed sheets that wait to be sent, and the key while it is held.

What it protects: once the judge has signed out, or the key is a day old, nobody reads the sheets without signing in as that
judge again; another judge on the same device never does. It does not protect against somebody who holds the device while the
judge is signed in. A sealed sheet stays here until the server says that it has it. */

const store = (() => {
  const SHEETS = "jiangong-sheets", KEYS = "jiangong-keys", PHOTOS = "jiangong-photos";
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
  /* Photos lie in a database of their own: what fills up or fails there never touches a sheet. */
  const base = (place) => {
    if (place === "keys") return open(KEYS, ["keys"]);
    return place === "photos" ? open(PHOTOS, ["photos"]) : open(SHEETS, ["drafts", "outbox", "sent"]);
  };

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
  const forget = () => drop("keys", "now");

  const sealed = async (holder, plain) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, holder.keys[0], plain) };
  };
  const opened_ = async (holder, row) => {
    for (const key of holder.keys) {
      try {
        return await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, key, row.data);
      } catch (error) { /* an older key, perhaps */ }
    }
    return null;
  };
  const read = async (holder, row) => {
    const plain = await opened_(holder, row);
    return plain && JSON.parse(new TextDecoder().decode(plain));
  };

  const keepBytes = async (place, id, facts, plain) => {
    const holder = await held();
    if (!holder) return false;
    await put(place, { id, owner: holder.owner, ...facts, ...(await sealed(holder, plain)) });
    return true;
  };
  const keep = (place, id, facts, value) => keepBytes(place, id, facts, new TextEncoder().encode(JSON.stringify(value)));
  const bytesOf = async (row) => {
    const holder = await held();
    return holder && holder.owner === row.owner ? opened_(holder, row) : null;
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

  /* Some browsers have a store and refuse to open it, in a private window say: then the sheet is a plain form. */
  const check = async () => {
    if (!window.indexedDB || !window.crypto || !window.crypto.subtle) return;
    try {
      await Promise.all([base("keys"), base("outbox")]);
      self_.isAble = true;
    } catch (error) { /* stays a plain form */ }
  };
  const self_ = { isAble: false, check, hold, held, forget, keep, keepBytes, bytesOf, found, outbox, all, put, drop, random };
  return self_;
})();

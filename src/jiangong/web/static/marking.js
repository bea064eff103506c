"use strict";
/* The judge's pages. Without it the sheet is a plain form; with it the sheet also works when there is no network. */

const spoken = document.querySelector("[data-words]").dataset;
const words = Object.fromEntries(Object.entries(spoken).filter(([key]) => key.startsWith("say")).map(([key, text]) => [key[3].toLowerCase() + key.slice(4), text]));
const said = (name, facts = {}) => Object.entries(facts).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words[name]);
const clock = (at) => new Date(at).toTimeString().slice(0, 8);
const addresses = document.body.dataset;

/* ── the line at the top, which is always true ── */
const net = {
  show(kind, text, link = false) {
    const line = document.querySelector("[data-net]");
    line.hidden = false;
    line.className = `jg-net jg-net--${kind}`;
    line.querySelector("[data-net-text]").textContent = text;
    line.querySelector("[data-net-link]").hidden = !link;
  },
};

/* ── sending ── */
let isSending = false;
const deviceName = () => {
  let name = localStorage.getItem("jiangong-device");
  if (!name) localStorage.setItem("jiangong-device", (name = store.random()));
  return name;
};
const answer = async (address, options) => {
  const response = await fetch(address, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...options });
  return { status: response.status, body: response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : null };
};

const deliver = async () => {
  if (!store.isAble) { net.show("off", said("plain")); return; }
  if (isSending) return;
  isSending = true;
  try {
    await delivered();
  } catch (error) {
    const { mine, locked } = await store.outbox();
    const waiting = mine.length + locked;
    net.show("off", waiting ? said("waiting", { n: waiting }) : said("offline"));
  } finally {
    isSending = false;
  }
  document.dispatchEvent(new Event("marking:moved"));
};

const delivered = async () => {
  const ticket = await answer(addresses.ticket);
  if (ticket.status === 401 || ticket.status === 0) {
    const { mine, locked } = await store.outbox();
    net.show("off", said("signin", { n: mine.length + locked }), true);
    return;
  }
  if (ticket.status !== 200 || !ticket.body) throw new Error("no ticket");
  await store.hold(ticket.body);
  let refused = "", left = 0;
  let { mine, locked } = await store.outbox();
  while (mine.length) {
    net.show("saving", said("sending", { n: mine.length }));
    const few = mine.slice(0, 20);
    const sent = await answer(addresses.send, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": ticket.body.token },
      body: JSON.stringify({ device: deviceName(), waiting: mine.length, sheets: few.map((one) => one.value) }),
    });
    if (sent.status !== 200 || !sent.body) throw new Error("not taken");
    for (const [at, one] of few.entries()) {
      const result = sent.body.sheets[at];
      if (result?.client === one.value.client && result.is_done) await arrived(one, result);
      else { left += 1; refused = result?.said || refused; }
    }
    mine = mine.slice(20);
  }
  if (left) net.show("off", said("refused", { n: left, said: refused }));
  else if (locked) net.show("off", said("signin", { n: locked }), true);
  else net.show("ok", said("online"));
};

/* First that it arrived is written down, then the sheet is let go of. */
const arrived = async ({ row, value }, result) => {
  await store.put("sent", { id: row.place, owner: row.owner, client: value.client, at: Date.now(), outcome: result.outcome, receipt: result.receipt || "", said: result.said || "" });
  await store.drop("outbox", row.id);
};

/* ── the sheet ── */
const sheet = document.querySelector("body[data-sheet] [data-marks]");
const place = sheet && [addresses.competition, addresses.event, addresses.stage, addresses.work, addresses.round].join("/");
const fields = sheet ? [...sheet.querySelectorAll("[data-field]")] : [];
const control = (field) => field.querySelector("[name^='f:']");
const state = (field) => field.querySelector("[name^='s:']");
const exact = (text) => {
  const plain = text.trim().replace("−", "-").replace(/[０-９]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace("．", ".").replace("。", ".");
  return /^[+-]?\d{1,15}(\.\d{1,9})?$/.test(plain) ? plain : null;
};
const value = (field) => {
  if (state(field)?.value) return `=${state(field).value}`;
  const found = control(field);
  if (found.type !== "radio") return found.value.trim();
  return sheet.querySelector(`input[name="${CSS.escape(found.name)}"]:checked`)?.value || "";
};
const set = (field, text) => {
  const found = control(field), other = state(field);
  const isState = text.startsWith("=");
  if (other) { other.value = isState ? text.slice(1) : ""; if (isState) other.closest("details").open = true; }
  if (found.type === "radio") field.querySelectorAll(`input[name="${CSS.escape(found.name)}"]`).forEach((one) => { one.checked = !isState && Number(one.value) === Number(text) && text !== ""; });
  else found.value = isState ? "" : text;
};
/* Whole numbers of the smallest unit: 0.1 + 0.2 is 0.3 here. */
const units = (text, places) => { const [whole, part = ""] = text.split("."); return BigInt(whole + part.slice(0, places).padEnd(places, "0")); };
const written = (number, places) => {
  const sign = number < 0n ? "-" : "", digits = String(number < 0n ? -number : number).padStart(places + 1, "0");
  return sign + (places ? `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, "") : digits);
};
const PLACES = 9;
const slip = (field) => {
  const text = value(field), facts = field.dataset;
  if (!text) return facts.needed === undefined ? "" : "missing";
  if (text.startsWith("=")) return "";
  const plain = exact(text);
  if (plain === null) return "wrong";
  const number = units(plain, PLACES);
  if (facts.values && !facts.values.split(" ").some((one) => units(one, PLACES) === number)) return "wrong";
  if (facts.low && number < units(facts.low, PLACES)) return "wrong";
  if (facts.high && number > units(facts.high, PLACES)) return "wrong";
  if (facts.step && number % units(facts.step, PLACES) !== 0n) return "wrong";
  return number % 10n ** BigInt(PLACES - Number(facts.decimals)) !== 0n ? "wrong" : "";
};
const answers = () => Object.fromEntries(fields.map((field) => [field.dataset.field, value(field)]).filter((pair) => pair[1]).map(([key, text]) => [key, text.startsWith("=") || exact(text) === null ? text : written(units(exact(text), PLACES), PLACES)]));
const content = () => ({ answers: answers(), note: sheet.elements.note.value });
const sections = sheet ? [...sheet.querySelectorAll("[data-section]")] : [];
let current = 0, isFresh = true, kept = "";

const refresh = () => {
  let missing = 0, wrong = 0, marked = 0, needed = 0, total = 0n;
  for (const field of fields) {
    const found = slip(field), text = value(field);
    if (found === "missing") missing += 1;
    if (found === "wrong") wrong += 1;
    if (field.dataset.needed !== undefined) { needed += 1; marked += text ? 1 : 0; }
    if (!found && exact(text) !== null) total += units(exact(text), PLACES);
    field.classList.toggle("jg-mark--wrong", found === "wrong");
    field.querySelectorAll("[data-band]").forEach((band) => { band.checked = false; });
    const plain = exact(text);
    const bands = [...field.querySelectorAll("[data-band]")].sort((one, other) => Number(other.value) - Number(one.value));
    const band = plain === null ? null : bands.find((one) => units(one.value, PLACES) <= units(plain, PLACES));
    if (band) band.checked = true;
  }
  document.querySelectorAll("[data-total]").forEach((place_) => { place_.textContent = written(total, PLACES); });
  document.querySelectorAll("[data-count]").forEach((place_) => { place_.textContent = `${marked}/${needed}`; });
  sections.forEach((section, at) => {
    const mine = fields.filter((field) => section.contains(field));
    const chip = document.querySelector(`[data-goto="${section.dataset.section}"]`);
    const isWhole = mine.every((field) => !slip(field));
    chip.classList.toggle("is-todo", !isWhole);
    chip.querySelector("b").textContent = isWhole ? (mine.length === 1 ? value(mine[0]).replace("=", "") || "✓" : "✓") : words.unmarked;
    chip.toggleAttribute("aria-current", at === current);
    if (at === current) chip.setAttribute("aria-current", "step");
  });
  const check = document.querySelector("[data-check]");
  check.setAttribute("aria-disabled", String(Boolean(missing || wrong)));
  const why = wrong ? said("fit", { n: wrong }) : missing ? said("todo", { n: missing }) : words.sealable;
  document.querySelector("[data-whynot]").textContent = [why, kept].filter(Boolean).join(" ");
  const forward = document.querySelector("[data-forward]"), next = sections[current + 1];
  forward.hidden = !next;
  if (next) forward.textContent = said("next", { title: next.dataset.title });
  document.querySelector(".jg-act__btns").classList.toggle("is-last", !next);
};
const turnTo = (at) => {
  current = Math.max(0, Math.min(at, sections.length - 1));
  sections.forEach((section, position) => { section.hidden = position !== current; });
  refresh();
};

let keeping;
const keepSoon = () => {
  isFresh = false;
  clearTimeout(keeping);
  keeping = setTimeout(keepNow, 250);
};
const keepNow = async () => {
  if (!store.isAble || isFresh) return;
  const is_kept = await store.keep("drafts", place, { at: Date.now() }, { ...content(), client: sheet.elements.client.value });
  if (is_kept) kept = said("kept", { at: clock(Date.now()) });
  refresh();
};

const openSheet = async () => {
  sheet.querySelectorAll("[data-by]").forEach((button) => { button.hidden = false; });
  sheet.querySelectorAll("[data-band]").forEach((band) => { band.hidden = false; });
  sheet.addEventListener("input", () => { refresh(); keepSoon(); });
  sheet.addEventListener("change", (event) => {
    const band = event.target.closest("[data-band]");
    if (band) set(band.closest("[data-field]"), band.value);
    refresh();
    keepSoon();
  });
  sheet.addEventListener("click", (event) => {
    const button = event.target.closest("[data-by]");
    if (button) step(button.closest("[data-field]"), button.dataset.by);
  });
  document.querySelectorAll("[data-goto]").forEach((chip, at) => chip.addEventListener("click", (event) => { event.preventDefault(); turnTo(at); }));
  document.querySelector("[data-forward]").addEventListener("click", () => { turnTo(current + 1); window.scrollTo(0, 0); });
  sheet.addEventListener("submit", (event) => { if (store.isAble) { event.preventDefault(); lookAtWhole(); } });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keepNow(); });
  turnTo(Math.max(0, sections.findIndex((section) => section.querySelector(".jg-field__error:not([hidden])"))));
  if (!store.isAble) return;
  const draft = await store.found("drafts", place);
  if (draft.value && isFresh) {
    Object.entries(draft.value.answers).forEach(([key, text]) => { const field = fields.find((one) => one.dataset.field === key); if (field) set(field, text); });
    sheet.elements.note.value = draft.value.note || "";
    if (draft.value.client) sheet.elements.client.value = draft.value.client;
    refresh();
  } else if (draft.is_there && !draft.value) {
    document.querySelector("[data-whynot]").textContent = words.locked;
  }
  if (navigator.wakeLock) navigator.wakeLock.request("screen").catch(() => {});
};
const step = (field, way) => {
  const pace = units(field.dataset.pace, PLACES), low = field.dataset.low ? units(field.dataset.low, PLACES) : null, high = field.dataset.high ? units(field.dataset.high, PLACES) : null;
  const plain = exact(value(field));
  /* The first touch of an empty box gives the lowest value; where occurrences are counted, it is the first of them. */
  let number = plain === null ? low ?? 0n : units(plain, PLACES);
  if (plain !== null || (way === "+" && field.dataset.entered === "count")) number += way === "+" ? pace : -pace;
  if (low !== null && number < low) number = low;
  if (high !== null && number > high) number = high;
  set(field, written(number, PLACES));
  refresh();
  keepSoon();
};

/* ── sealing: the sheet once, whole; then it waits on the device until the server has it ── */
const dialog = document.querySelector("[data-sealing]");
const lookAtWhole = async () => {
  const bad = fields.find((field) => slip(field));
  if (bad) { turnTo(sections.findIndex((section) => section.contains(bad))); bad.scrollIntoView({ block: "center" }); (control(bad)).focus(); return; }
  const rows = [];
  for (const field of fields) {
    const term = document.createElement("dt"), fact = document.createElement("dd");
    const title = field.closest("[data-section]").dataset.title;
    term.textContent = title === field.dataset.title ? title : `${title} · ${field.dataset.title}`;
    const chosen = state(field)?.value ? state(field).selectedOptions[0].textContent : value(field);
    fact.textContent = chosen || "–";
    rows.push(term, fact);
  }
  dialog.querySelector("[data-whole]").replaceChildren(...rows);
  const warn = dialog.querySelector("[data-sealing-warn]");
  const earlier = (await store.outbox()).mine.some((one) => one.row.place === place) || (await store.all("sent")).some((row) => row.id === place);
  warn.hidden = !earlier;
  warn.textContent = words.again;
  dialog.showModal();
  dialog.querySelector("[data-back]").focus();
};
const seal = async () => {
  const facts = { competition: addresses.competition, event: addresses.event, stage: addresses.stage, work: addresses.work, round: Number(addresses.round) };
  const at = new Date();
  const value_ = { ...facts, ...content(), client: sheet.elements.client.value, replaces: sheet.elements.replaces.value, said_at: at.toISOString() };
  const is_kept = await store.keep("outbox", `${value_.client}/${place}/${store.random()}`, { place, work: addresses.work, at: at.getTime() }, value_);
  if (!is_kept) {
    const warn = dialog.querySelector("[data-sealing-warn]");
    warn.hidden = false;
    warn.textContent = words.nokey;
    return;
  }
  isFresh = true;
  await store.drop("drafts", place);
  dialog.close();
  await Promise.race([deliver(), new Promise((resolve) => setTimeout(resolve, 3000))]);
  window.location.assign(addresses.following || addresses.works);
};
if (dialog) {
  dialog.querySelector("[data-back]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-seal]").addEventListener("click", (event) => { event.target.disabled = true; seal().finally(() => { event.target.disabled = false; }); });
}

/* What this device knows of a sheet that the page, perhaps an old copy, does not show. */
const showLocal = async () => {
  if (!store.isAble) return;
  const [{ mine }, sent, holder] = await Promise.all([store.outbox(), store.all("sent"), store.held()]);
  const own = sent.filter((row) => holder && row.owner === holder.owner);
  const about = (id) => {
    const waiting = mine.find((one) => one.row.place === id), done = own.find((row) => row.id === id);
    if (waiting) return said("local", { at: clock(waiting.row.at) });
    if (done) return done.outcome === "held" ? words.held : said("sent", { receipt: done.receipt });
    return "";
  };
  document.querySelectorAll("[data-open]").forEach((link) => {
    const id = [...link.getAttribute("href").split("/").filter(Boolean).slice(2, 5).map(decodeURIComponent), link.dataset.open, link.dataset.round].join("/");
    const text = about(id), line = link.querySelector("[data-state]");
    if (text && /is-(todo|again)/.test(link.className)) { line.textContent = text; link.classList.add("is-local"); }
  });
  if (sheet) {
    const last = mine.length ? mine[mine.length - 1].row : null, text = about(place);
    const box = document.querySelector("[data-receipt]");
    box.hidden = !text && !last;
    box.textContent = text || (last ? `${last.work} ${said("local", { at: clock(last.at) })}` : "");
  }
};
document.addEventListener("marking:moved", showLocal);

/* ── pages for when there is no network ── */
const prepare = async () => {
  if (!navigator.serviceWorker || !store.isAble) return;
  await navigator.serviceWorker.register(addresses.worker);
  const worker = (await navigator.serviceWorker.ready).active;
  const open = [...document.querySelectorAll("[data-open]:is(.is-todo, .is-again)")], links = open.map((link) => link.href);
  const renew = open.filter((link) => link.classList.contains("is-again")).map((link) => link.href);
  navigator.serviceWorker.addEventListener("message", (event) => {
    const line = document.querySelector("[data-ready]");
    if (line && event.data.ready !== undefined) line.textContent = said("ready", { n: event.data.ready, all: event.data.all });
  });
  const parts = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")].map((part) => part.src || part.href);
  const near = [addresses.works, addresses.following].filter(Boolean).map((address) => new URL(address, window.location.href).href);
  worker.postMessage({ pages: [window.location.href, ...links, ...near], sheets: links, renew, parts });
};

(async () => {
  if (sheet) await openSheet();
  await deliver();
  await prepare();
})();
window.addEventListener("online", deliver);
document.addEventListener("visibilitychange", () => { if (!document.hidden) deliver(); });
setInterval(async () => { if (store.isAble && (await store.all("outbox")).length) deliver(); }, 15000);

"use strict";
/* The live board renews itself: a small file names the newest board, the board is asked for when the name changes. The web server
   hands both out as files. A page that nobody looks at does not ask. */

const live = document.getElementById("live");
const said = document.getElementById("live-said");
const words = document.getElementById("live-words").content;
const EVERY = 4000;
let known = "";

const word = (selector) => (words.querySelector(selector) || { textContent: "" }).textContent;
const spoken = (pair) => (pair ? pair[Number(live.dataset.lang)] || pair[0] : "");

function element(name, text, css) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (css) made.className = css;
  return made;
}

function row(line) {
  const made = document.createElement("tr");
  made.append(element("td", (line.place || "\u2013") + (line.is_shared ? " " + live.dataset.shared : ""), "jg-num"));
  const who = element("th", line.name || line.entry);
  who.scope = "row";
  if (line.name && line.name !== line.entry) who.append(" ", element("span", line.entry, "jg-faint"));
  who.append(element("span", line.unit, "jg-sub jg-narrow-only"));
  made.append(who, element("td", line.unit, "jg-wide-only"));
  made.append(element("td", line.state ? spoken(line.state) : line.score.replace(/^-(?=\d)/, "\u2212"), "jg-num"));
  return made;
}

function heading(pair) {
  const made = element("tr", "", "jg-division");
  const cell = element("th", spoken(pair));
  cell.scope = "rowgroup";
  cell.colSpan = 4;
  made.append(cell);
  return made;
}

/* The lines, those of a division under its name. */
function rows(lines) {
  let last = "";
  return lines.flatMap((line) => {
    const begins = line.division && line.division[0] !== last;
    last = line.division ? line.division[0] : "";
    return begins ? [heading(line.division), row(line)] : [row(line)];
  });
}

function panel(title, state, lines) {
  const made = element("section", "", "jg-panel jg-gapb");
  const head = element("div", "", "jg-panel__head");
  head.append(element("h2", title));
  if (state) head.append(element("span", state, "jg-state jg-state--quiet"));
  const table = element("table", "", "jg-table");
  const names = document.createElement("tr");
  word("[data-heads]").split("|").forEach((name, at) => {
    const cell = element("th", name, at === 0 || at === 3 ? "jg-num" : at === 2 ? "jg-wide-only" : "");
    cell.scope = "col";
    names.append(cell);
  });
  const top = document.createElement("thead");
  top.append(names);
  const body = document.createElement("tbody");
  body.append(...rows(lines));
  table.append(top, body);
  made.append(head, table);
  return made;
}

function draw(board) {
  const parts = [];
  if (board.is_frozen) {
    const note = element("p", "", "jg-note jg-note--warn jg-gapb");
    const text = element("span");
    text.append(element("b", word("[data-frozen]")));
    if (board.note) text.append(document.createElement("br"), board.note);
    note.append(text);
    parts.push(note);
  }
  if (board.reveal) parts.push(panel(word("[data-called]"), "", board.reveal.lines));
  if (board.publication) parts.push(panel(spoken(board.stage), word(`[data-state="${board.state}"]`), board.lines));
  else parts.push(element("div", word("[data-none]"), "jg-empty"));
  live.replaceChildren(...parts);
}

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch(`/boards/${live.dataset.event}.now`, { cache: "no-store" });
      if (answer.ok) {
        const name = (await answer.text()).trim();
        if (/^[0-9a-f-]+\.json$/.test(name) && name !== known) {
          const board = await fetch(`/boards/${name}`);
          if (board.ok) {
            draw(await board.json());
            said.textContent = known ? said.dataset.fresh : said.dataset.asking;
            known = name;
          }
        } else said.textContent = said.dataset.asking;
      }
    } catch (lost) {
      said.textContent = said.dataset.lost;
    }
  }
  window.setTimeout(look, EVERY * (0.975 + Math.random() * 0.05));
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) said.textContent = said.dataset.asking; });
window.setTimeout(look, Math.random() * EVERY);

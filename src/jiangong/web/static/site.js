"use strict";
/* Only what makes a page quicker. Every page reads and every form works without it. */

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.jg-menubox[open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

/* A choice from a list takes effect at once; a typed word waits for the button, so that nothing jumps while typing. */
document.querySelectorAll("form[data-quick] select").forEach((select) => {
  select.addEventListener("change", () => select.form.requestSubmit());
});

/* One press, one submission. The server refuses a second one as well. */
document.querySelectorAll("form[method=post]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    window.setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
});

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

/* A summary of problems takes the focus, so that a screen reader starts there. */
const problems = document.querySelector("[data-problems]");
if (problems) problems.focus();

/* Signing out takes along the key and the pages that a judge's device keeps. Sealed sheets that wait stay, unreadable until then. */
document.querySelectorAll("form[action$='/sign-out/']").forEach((form) => {
  form.addEventListener("submit", () => {
    if (window.indexedDB) indexedDB.deleteDatabase("jiangong-keys");
    if (window.caches) caches.delete("jiangong-pages-1");
  });
});

/* A sheet that is typed in: Enter goes on to the next box, and seals from the last one. */
document.querySelectorAll("form[data-typing]").forEach((form) => {
  const boxes = [...form.querySelectorAll("input.jg-markbox")];
  form.addEventListener("keydown", (event) => {
    const at = boxes.indexOf(event.target);
    if (event.key !== "Enter" || at < 0 || at === boxes.length - 1) return;
    event.preventDefault();
    boxes[at + 1].focus();
    boxes[at + 1].select();
  });
});
const first = document.querySelector("[data-first]");
if (first && !problems) first.focus();

/* One box ticks all boxes of a name in its form. Without script it stays hidden, and each is ticked by itself. */
document.querySelectorAll("input[data-all]").forEach((all) => {
  const boxes = document.querySelectorAll(`input[type=checkbox][name="${all.dataset.all}"]`);
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  boxes.forEach((box) => box.addEventListener("change", () => { all.checked = [...boxes].every((one) => one.checked); }));
});

"use strict";
/* The editor works without this: it only keeps two unsaved places from writing over each other, and numbers the lines. */
const form = document.getElementById("rules-form");
const text = document.getElementById("text");
if (form && text) {
  const save = (name) => document.querySelectorAll(name);
  /* "change" too: whoever typed before this file had come is heard when leaving the field. */
  const heard = (place, act) => ["input", "change"].forEach((what) => place.addEventListener(what, act));
  heard(form, () => { text.readOnly = true; save("#text-form button").forEach((one) => { one.disabled = true; }); });
  heard(text, () => {
    form.querySelectorAll("input:not([type=hidden]), select, button").forEach((one) => { one.disabled = true; });
  });
}
/* A problem's link opens the details that hide its field. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#f-'], a[href^='#b-']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  field.focus();
});

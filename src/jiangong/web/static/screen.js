"use strict";
/* The operator's keys on the big screen. Without this script the buttons do the same. Every picture comes from the server, so the
   page never holds a place that was not called. When the line drops, the last picture stays. */

const main = document.getElementById("main");
let isBusy = false;

async function show(request) {
  if (isBusy) return;
  isBusy = true;
  try {
    const answer = await fetch(request.address, { ...request.how, headers: { "X-Part": "picture" }, credentials: "same-origin" });
    const isPicture = (answer.headers.get("Content-Type") || "").startsWith("text/html") && !answer.url.includes("/account/");
    if (isPicture && (answer.ok || answer.status === 400)) {
      main.innerHTML = await answer.text();
      if (answer.ok) history.replaceState(null, "", answer.url);
    } else {
      window.location.reload();
    }
  } catch (lost) {
    document.title = "\u26a0 " + document.title.replace("\u26a0 ", "");
  } finally {
    isBusy = false;
  }
}

function press(control) {
  if (!control || control.getAttribute("aria-disabled")) return;
  const form = control.closest("form");
  if (form) show({ address: window.location.pathname, how: { method: "POST", body: new FormData(form) } });
  else show({ address: control.href, how: {} });
}

const KEYS = {
  "ArrowRight": "[data-next]", "PageDown": "[data-next]", " ": "[data-next]", "Enter": "[data-next]", "ArrowDown": "[data-next]",
  "ArrowLeft": "[data-back]", "PageUp": "[data-back]", "Backspace": "[data-back]", "ArrowUp": "[data-back]",
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key === "f" || event.key === "F") {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => {});
    return;
  }
  const wanted = KEYS[event.key];
  if (!wanted) return;
  event.preventDefault();
  press(document.querySelector(wanted));
});

document.addEventListener("click", (event) => {
  const control = event.target.closest("[data-next], [data-back]");
  if (!control) return;
  event.preventDefault();
  press(control);
});

// How far a submission is, asked for every second until it is done.

const EVERY = 1000;

const said = document.getElementById("progress-said");
document.getElementById("look").hidden = true;
let stage = "";

async function look() {
  let shown;
  try {
    const response = await fetch(`${location.pathname}?part=progress`);
    if (response.redirected || response.status >= 400) { location.reload(); return; }
    shown = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("progress");
  } catch { /* the server is away: look again later */ }
  if (shown) {
    if (!["queued", "running"].includes(shown.dataset.status)) { location.reload(); return; }
    const now = shown.querySelector("#stage")?.textContent ?? "";
    if (now !== stage) said.textContent = stage = now;
    document.getElementById("progress").replaceWith(shown);
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);

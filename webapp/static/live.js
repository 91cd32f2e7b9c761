// The answer to the one-variant form while typing: asked for as soon as typing stops.

const WAIT = 450;

const form = document.getElementById("one");
const place = document.getElementById("answer");
const status = document.getElementById("one-status");
const see = document.getElementById("see");
let timer = 0;
let asking = null;
let asked = written();

function written() {
  return JSON.stringify([...new FormData(form).entries()].filter(([name]) => name !== "csrf"));
}

function isWhole() {
  return form.elements.gene.value.trim() !== "" && form.elements.variation.value.trim() !== "";
}

function say(words) {
  status.textContent = words;
  see.hidden = place.querySelector(".answer") === null;
}

function markStale() {
  see.hidden = true;
  for (const one of place.querySelectorAll(".answer")) one.classList.add("stale");
}

async function ask() {
  const now = written();
  if (now === asked && !place.querySelector(".stale")) return;
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  asked = now;
  say("Asking …");
  see.hidden = true;
  try {
    const response = await fetch("/classify?part=answer", {
      method: "POST", body: new URLSearchParams(new FormData(form)), signal: mine.signal,
    });
    if (response.status === 401 || response.redirected) { location.assign("/login?next=/"); return; }
    if (response.headers.get("content-type").includes("json")) {
      place.replaceChildren();
      say((await response.json()).detail);
      return;
    }
    const text = await response.text();
    if (mine.signal.aborted) return;
    const shown = new DOMParser().parseFromString(text, "text/html").body;
    const said = shown.querySelector("[data-said]");
    if (said) place.replaceChildren(...shown.childNodes);
    else place.replaceChildren();
    say(said ? said.dataset.said : "The server cannot answer now; load the page again.");
  } catch (error) {
    if (error.name === "AbortError") return;
    place.replaceChildren();
    say("The server cannot be reached.");
  } finally {
    if (asking === mine) asking = null;
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  asking?.abort();
  markStale();
  if (!isWhole()) { place.replaceChildren(); say(""); asked = ""; return; }
  timer = setTimeout(ask, WAIT);
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(timer);
  if (asking === null) asked = "";
  await ask();
  place.focus();
});

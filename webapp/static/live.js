// The answer to the one-variant form while typing: asked for as soon as typing stops. Feedback on it
// is sent from here too, so that a text on the variant is not lost.

const WAIT = 600;
const MOST_LIVE_TEXT = 20_000; // a paper takes a second or more: it is read when asked for

const form = document.getElementById("one");
const place = document.getElementById("answers");
const status = document.getElementById("one-status");
const see = document.getElementById("see");
let timer = 0;
let asking = null;
let giving = false;
let asked = written();

function written() {
  return JSON.stringify([...new FormData(form).entries()].filter(([name]) => name !== "csrf"));
}

function isWhole() {
  return form.elements.gene.value.trim() !== "" && form.elements.variation.value.trim() !== "";
}

function say(words, isFault = false) {
  for (const one of form.querySelectorAll(".said")) one.remove();
  status.textContent = words;
  status.classList.toggle("fault", isFault);
  see.hidden = place.querySelector(".answer") === null;
}

function fail(words) {
  place.replaceChildren();
  say(words, true);
}

function sayLoggedOut() {
  const link = document.createElement("a");
  link.href = "/login";
  link.textContent = "Log in";
  say("You are logged out. Copy your text before you log in again: it is not kept. ", true);
  status.append(link);
}

function markStale() {
  see.hidden = true;
  for (const one of place.querySelectorAll(".answer")) one.classList.add("stale");
}

// Where the answer is found again: after a look at a citation, or when the page is loaded anew.
function keepAddress() {
  const words = new URLSearchParams();
  for (const name of ["gene", "variation", "disease"]) {
    const value = form.elements[name].value.trim();
    if (value) words.set(name, value);
  }
  if (form.elements.text.value.trim()) words.set("with_text", "true");
  const isShown = place.querySelector(".answer") !== null;
  history.replaceState(null, "", isShown ? `/classify?${words}` : "/");
  document.title = isShown ? `${words.get("gene")} ${words.get("variation")} – oncolit` : "oncolit";
}

// Show the part of the page that a request answers; return whether it holds what was asked for.
async function show(response, signal) {
  if (response.status === 401 || response.redirected) { sayLoggedOut(); return false; }
  if (response.headers.get("content-type").includes("json")) {
    fail((await response.json()).detail);
    return false;
  }
  const text = await response.text();
  if (signal?.aborted) return false;
  const shown = new DOMParser().parseFromString(text, "text/html").body;
  const answer = shown.querySelector(".answer");
  if (answer) {
    place.replaceChildren(...shown.childNodes);
    say(answer.dataset.said);
  } else {
    const said = shown.querySelector("[data-said]");
    fail(said ? said.dataset.said : "The server cannot answer now; load the page again.");
  }
  keepAddress();
  return response.ok;
}

async function ask(part) {
  const now = written();
  if (now === asked && !place.querySelector(".stale")) return;
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  asked = now;
  say("Asking …");
  see.hidden = true;
  try {
    const body = new URLSearchParams(new FormData(form));
    await show(await fetch(`/classify?part=${part}`, { method: "POST", body, signal: mine.signal }), mine.signal);
  } catch (error) {
    if (error.name !== "AbortError") fail("The server cannot be reached.");
  } finally {
    if (asking === mine) asking = null;
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  asking?.abort();
  markStale();
  if (!isWhole()) { place.replaceChildren(); say(""); asked = ""; keepAddress(); return; }
  if (form.elements.text.value.length > MOST_LIVE_TEXT) { asked = ""; say("A long text: press Classify."); return; }
  timer = setTimeout(ask, WAIT, "live");
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(timer);
  asking?.abort();
  asked = "";
  await ask("answer");
  place.querySelector(".answer")?.focus();
});

// Which suggestion a feedback form is on.
function suggestion(given) {
  return ["kind", "subject", "direction"].map((name) => given.elements[name]?.value ?? "").join("|");
}

function find(what) {
  return [...place.querySelectorAll(".feedback form")].find((one) => suggestion(one) === what);
}

function lead(to) {
  for (let at = to?.parentElement?.parentElement; at && at !== place; at = at.parentElement) {
    if (at.tagName === "DETAILS") at.open = true;
  }
  const fault = to?.querySelector(".said.bad");
  (fault ? to.querySelector("input[type=radio]") : to?.closest("details")?.querySelector("summary"))?.focus();
}

place.addEventListener("submit", async (event) => {
  const given = event.target;
  event.preventDefault();
  if (giving) return;
  giving = true;
  const holder = given.closest("li")?.closest("ul")?.parentElement ?? given;
  const what = suggestion(holder.querySelector?.(".feedback form") ?? given);
  const body = new URLSearchParams(new FormData(given));
  body.set("text", form.elements.text.value);
  try {
    const { action } = given;
    await show(await fetch(`${action}?part=answer`, { method: "POST", body }));
    const done = place.querySelector(".answer")?.dataset.done;
    if (done) status.textContent = done;
    lead(find(what));
  } catch {
    say("The server cannot be reached: your feedback was not sent.", true);
  } finally {
    giving = false;
  }
});

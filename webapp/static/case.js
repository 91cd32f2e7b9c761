// The form of a patient: terms are looked up while typing (a combobox as WAI-ARIA has it), and what a
// text says is offered for ticking. Without this script each is a field of lines, read by the server.

const WAIT = 150;

const form = document.getElementById("case");

function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value; else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

async function ask(path, options = {}) {
  const response = await fetch(`/api/v1/phenotypes${path}`, { headers: { Accept: "application/json" }, ...options });
  if (response.status === 401) throw new Error("You are logged out: log in again in another tab.");
  const said = await response.json();
  if (!response.ok) throw new Error(said.detail);
  return said;
}

// One field of findings: chips of what is chosen, and a box to look up more. The lines stay in the
// text area, which is what is sent.
class TermBox {
  constructor(field) {
    this.name = field.dataset.terms;
    this.lines = field.querySelector("textarea");
    this.chips = make("ul", { className: "chips" });
    this.input = make("input", {
      type: "text", id: `${this.name}-look`, maxLength: 100, autocomplete: "off", spellcheck: false, role: "combobox",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${this.name}-list`,
    });
    this.list = make("ul", { id: `${this.name}-list`, role: "listbox", hidden: true });
    this.status = make("p", { className: "unseen", role: "status" });
    const label = field.querySelector("label");
    this.label = label.textContent;
    label.htmlFor = this.input.id;
    this.chips.setAttribute("aria-label", this.label);
    this.list.setAttribute("aria-label", this.label);
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (this.lines.hasAttribute(name)) this.input.setAttribute(name, this.lines.getAttribute(name));
    }
    const hint = field.querySelector(".hint");
    if (hint) hint.textContent = field.dataset.typed;
    this.lines.hidden = true;
    this.lines.after(this.chips, make("div", { className: "look" }, this.input, this.list), this.status);
    this.timer = 0;
    this.asking = null;
    this.active = -1;
    this.found = [];
    this.input.addEventListener("input", () => this.type());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.leave());
    // a press on the list leaves the focus where it is
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.at));
    });
    this.show();
  }

  get entries() {
    return this.lines.value.split("\n").map((one) => one.trim()).filter(Boolean);
  }

  set entries(lines) {
    this.lines.value = lines.join("\n");
    this.show();
  }

  show() {
    this.chips.replaceChildren(...this.entries.map((line, at) => {
      const words = line.replace(/^HP:\d{7}\s+/, "");
      const remove = make("button", { type: "button", textContent: "×", title: "Remove" });
      remove.setAttribute("aria-label", `Remove ${words}`);
      remove.addEventListener("click", () => this.remove(at, words));
      return make("li", { title: line }, words, remove);
    }));
    this.chips.hidden = this.chips.childElementCount === 0;
  }

  add(line) {
    const id = line.match(/^HP:\d{7}/)?.[0];
    const isThere = this.entries.some((one) => (id ? one.startsWith(id) : one === line));
    if (!isThere) this.entries = [...this.entries, line];
    return !isThere;
  }

  remove(at, words) {
    this.entries = this.entries.filter((_, place) => place !== at);
    this.status.textContent = `Removed ${words}`;
    this.input.focus();
  }

  type() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.status.textContent = "";
    if (this.input.value.trim() === "") { this.close(); return; }
    this.timer = setTimeout(() => this.look(), WAIT);
  }

  async look() {
    const mine = new AbortController();
    this.asking = mine;
    try {
      const q = encodeURIComponent(this.input.value.trim());
      this.open((await ask(`?q=${q}`, { signal: mine.signal })).items);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.close();
      this.status.textContent = `Terms cannot be looked up: ${error.message}`;
    }
  }

  open(found) {
    this.found = found;
    this.list.replaceChildren(...found.map((one, at) => {
      const option = make("li", { id: `${this.name}-${at}`, role: "option", "aria-selected": "false" }, one.name);
      option.dataset.at = at;
      option.append(" ", make("span", { className: "mute" }, one.synonym ? `${one.synonym}, ${one.id}` : one.id));
      return option;
    }));
    this.list.hidden = found.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.status.textContent = found.length ? `${found.length} terms` : "No term fits; Enter keeps the words";
    this.mark(found.length ? 0 : -1);
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.found = [];
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  mark(at) {
    this.active = at;
    for (const [place, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(place === at));
      if (place === at) option.scrollIntoView({ block: "nearest" });
    }
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.name}-${at}`);
  }

  press(event) {
    const { key } = event;
    const last = this.found.length - 1;
    if (key === "Enter") { event.preventDefault(); this.enter(); }
    else if (key === "Escape" && !this.list.hidden) { event.preventDefault(); this.close(); }
    else if (last >= 0 && key === "ArrowDown") { event.preventDefault(); this.mark(this.active < last ? this.active + 1 : 0); }
    else if (last >= 0 && key === "ArrowUp") { event.preventDefault(); this.mark(this.active > 0 ? this.active - 1 : last); }
  }

  // The term that is marked; while the list is still asked for, the first of it.
  async enter() {
    const words = this.input.value.trim();
    if (!words) return;
    if (this.list.hidden) { clearTimeout(this.timer); await this.look(); }
    if (this.input.value.trim() !== words) return;
    if (this.active >= 0) this.choose(this.active);
    else this.take(words);
  }

  choose(at) {
    const { id, name } = this.found[at];
    this.take(`${id} ${name}`, name);
  }

  take(line, words = line) {
    const isNew = this.add(line);
    this.input.value = "";
    this.close();
    this.status.textContent = isNew ? `Added ${words}` : `${words} is listed already`;
  }

  leave() {
    const words = this.input.value.trim();
    if (words) this.take(words); // as it is written: nothing that was typed is lost
    this.close();
  }
}

const boxes = new Map([...document.querySelectorAll("[data-terms]")].map((field) => {
  const box = new TermBox(field);
  return [box.name, box];
}));

for (const link of document.querySelectorAll("#said a")) {
  const box = boxes.get(link.hash.slice(1));
  if (box) link.hash = box.input.id;
}

// What a text says, offered for ticking.
const text = document.getElementById("text");
const offered = document.getElementById("offered");
const status = document.getElementById("read-status");
const family = document.getElementById("family");

function isListed(one) {
  if (one.relative) return one.status === "absent" || family.value.split("\n").includes(`${one.relative}: ${one.name}`);
  return [...boxes.values()].some((box) => box.entries.some((line) => line.startsWith(one.id)));
}

function offer(found) {
  const items = found.map((one) => {
    const tick = make("input", { type: "checkbox" });
    tick.found = one;
    const said = (one.relative || one.status) + (one.uncertain ? ", uncertain" : "");
    const words = make("span", {}, make("b", {}, one.name), " ", make("span", { className: "tag" }, said), make("br"),
      make("span", { className: "mute" }, `“${one.words}”, ${one.id}`));
    return make("li", {}, make("label", {}, tick, words));
  });
  const all = make("button", { type: "button" }, "Tick all");
  const add = make("button", { type: "button" }, "Add the ticked");
  all.addEventListener("click", () => { for (const one of offered.querySelectorAll("input")) one.checked = true; });
  add.addEventListener("click", addTicked);
  offered.replaceChildren(make("fieldset", { className: "offered" },
    make("legend", {}, "Found in the text: tick what holds"), make("ul", {}, ...items),
    make("div", { className: "acts" }, all, add)));
  offered.querySelector("input").focus();
}

function addTicked() {
  const ticked = [...offered.querySelectorAll("input:checked")].map((one) => one.found);
  for (const one of ticked) {
    if (one.relative) family.value = `${family.value}\n${one.relative}: ${one.name}`.trim();
    else boxes.get(one.status === "absent" ? "absent_findings" : "findings").add(`${one.id} ${one.name}`);
  }
  offered.replaceChildren();
  status.textContent = ticked.length === 1 ? "1 finding added." : `${ticked.length} findings added.`;
  text.focus();
}

document.getElementById("read")?.addEventListener("click", async (event) => {
  event.preventDefault();
  offered.replaceChildren();
  if (!text.value.trim()) { status.textContent = "There is no text."; return; }
  status.textContent = "Reading …";
  const body = JSON.stringify({ text: text.value });
  try {
    const headers = { Accept: "application/json", "Content-Type": "application/json" };
    const found = (await ask("/read", { method: "POST", headers, body })).items.filter((one) => !isListed(one));
    form.elements.text_seen.value = text.value;
    status.textContent = found.length ? "" : "The text holds no finding that is not listed yet.";
    if (found.length) offer(found);
  } catch (error) {
    status.textContent = `The text cannot be read: ${error.message}`;
  }
});

// What is ticked and not added yet counts too, and a press on the button sends once.
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) { event.preventDefault(); return; }
  if ([...offered.querySelectorAll("input:checked")].some((one) => one.found)) addTicked();
  form.dataset.sent = "true";
});
window.addEventListener("pageshow", () => { delete form.dataset.sent; });

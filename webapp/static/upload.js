// Sending a file: dropped or chosen, with how much of it is sent.

const form = document.getElementById("file-form");
const drop = document.getElementById("drop");
const input = document.getElementById("file");
const name = document.getElementById("file-name");
const status = document.getElementById("file-status");
const sending = document.getElementById("sending");
const sent = document.getElementById("sent");
const button = form.querySelector("button");

const size = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

function show() {
  const [file] = input.files;
  name.textContent = file ? `${file.name}, ${size(file.size)}` : "";
  status.textContent = "";
  status.classList.remove("fault");
}

function fail(words) {
  status.textContent = words;
  status.classList.add("fault");
  sending.hidden = true;
  button.disabled = false;
}

function said(request) {
  try { return JSON.parse(request.responseText).detail; } catch { return `The server answered ${request.status}.`; }
}

function send(event) {
  event.preventDefault();
  const [file] = input.files;
  if (file.size > Number(form.dataset.most)) {
    fail(`${size(file.size)}: expected at most ${form.dataset.mostWords}.`);
    return;
  }
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRF-Token", form.elements.csrf.value);
  request.upload.addEventListener("progress", (at) => {
    if (!at.lengthComputable) return;
    sent.value = at.loaded / at.total;
    const share = Math.floor(100 * sent.value);
    status.textContent = share < 100 ? `${share} % sent` : "Sent; one moment …";
  });
  request.addEventListener("load", () => {
    if (request.status >= 400) fail(said(request));
    else location.assign(request.responseURL);
  });
  request.addEventListener("error", () => fail("The server cannot be reached; nothing was sent."));
  status.classList.remove("fault");
  sending.hidden = false;
  sent.value = 0;
  button.disabled = true;
  request.send(new FormData(form));
}

document.getElementById("drop-words").hidden = false;
input.addEventListener("change", show);
form.addEventListener("submit", send);
for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  const { files } = event.dataTransfer;
  if (files.length !== 1) { status.textContent = "One file at a time."; return; }
  input.files = files;
  show();
  button.focus();
});
window.addEventListener("pageshow", () => { button.disabled = false; show(); });

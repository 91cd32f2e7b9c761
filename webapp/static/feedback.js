// Feedback forms: what it should be is asked for where something is corrected, and each is sent once.

const FORMS = ".feedback form";

function fit(form) {
  const { correction, verdict } = form.elements;
  const isCorrected = verdict.value === "correct";
  correction.required = isCorrected;
  correction.disabled = !isCorrected;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest(FORMS);
  if (form) fit(form);
});
document.addEventListener("toggle", (event) => {
  for (const form of event.target.querySelectorAll(FORMS)) fit(form);
}, true);
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches(".sent-once")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "true";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll(".sent-once")) delete form.dataset.sent;
  for (const form of document.querySelectorAll(FORMS)) fit(form);
});

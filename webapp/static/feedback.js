// Feedback forms: what it should be is asked for where something is corrected.

for (const form of document.querySelectorAll(".feedback form")) {
  const { correction } = form.elements;
  const fit = () => {
    const isCorrected = form.elements.verdict.value === "correct";
    correction.required = isCorrected;
    correction.disabled = !isCorrected;
  };
  form.addEventListener("change", fit);
  fit();
}

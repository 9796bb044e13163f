// The pages work without this: it only saves a step.
"use strict";
(() => {
  // A slider of days moves the date beside it, and the date the slider.
  const day = 86400000;
  for (const slider of document.querySelectorAll("input[type=range][data-date]")) {
    const date = document.getElementById(slider.dataset.date);
    const first = Date.parse(slider.dataset.first);
    if (!date || Number.isNaN(first)) continue;
    const dayOf = (n) => new Date(first + n * day).toISOString().slice(0, 10);
    const said = () => slider.setAttribute("aria-valuetext", dayOf(Number(slider.value)));
    slider.addEventListener("input", () => { date.value = dayOf(Number(slider.value)); said(); });
    slider.addEventListener("change", () => slider.form.requestSubmit());
    date.addEventListener("input", () => {
      const at = Date.parse(date.value);
      if (!Number.isNaN(at)) { slider.value = String(Math.round((at - first) / day)); said(); }
    });
    said();
  }
  // The SHA-256 of a document that is chosen fills its field. The document stays here.
  for (const chooser of document.querySelectorAll("input[type=file][data-digest]")) {
    const digest = document.getElementById(chooser.dataset.digest);
    if (!digest || !window.crypto || !crypto.subtle) continue; // neither TLS nor this computer
    chooser.closest("[hidden]").hidden = false;
    chooser.addEventListener("change", async () => {
      digest.value = "";
      const file = chooser.files[0];
      if (!file) return;
      const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      digest.value = Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
    });
  }
  // A form that changes something is sent once.
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (sent) => {
      if (form.dataset.sent) { sent.preventDefault(); return; }
      form.dataset.sent = "1";
    });
  }
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();

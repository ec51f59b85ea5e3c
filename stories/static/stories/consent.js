// "Lees voor", with the browser's own voice, and the chosen name. Nothing here is needed.
"use strict";

const voice = window.speechSynthesis;
const language = document.documentElement.lang;
const idle = (button) => {
  button.querySelector("span").textContent = button.dataset.start;
  button.setAttribute("aria-pressed", "false");
};

for (const button of document.querySelectorAll("[data-read-aloud]")) {
  const read = button.parentElement.querySelector("[data-read-this]");
  if (!voice || !window.SpeechSynthesisUtterance || !read) continue;
  button.hidden = false;
  button.dataset.start = button.textContent.trim();
  idle(button);
  button.addEventListener("click", () => {
    const isReading = button.getAttribute("aria-pressed") === "true";
    voice.cancel();
    document
      .querySelectorAll("[data-read-aloud]")
      .forEach((other) => other.dataset.start && idle(other));
    if (isReading) return;
    const words = new SpeechSynthesisUtterance(read.innerText);
    words.lang = read.querySelector("[lang]")?.lang || language;
    words.rate = 0.9;
    words.onend = () => idle(button);
    button.querySelector("span").textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
    voice.speak(words);
  });
}
// The name as it will stand, beside the choices that say so already.
const shown = document.querySelector("[data-name-shown]");
const named = document.querySelector('[name="other_name"]');
const showName = () => {
  const chosen = document.querySelector('[name="name_level"]:checked');
  const given = chosen?.labels[0]?.querySelector(".asked__name")?.textContent || named.value.trim();
  shown.hidden = !chosen || !given;
  shown.querySelector("[data-name]").textContent = given;
};
if (shown && named) {
  showName();
  shown.closest("form").addEventListener("input", showName);
}
const printing = document.querySelector("[data-print]");
if (printing) {
  printing.hidden = false;
  printing.addEventListener("click", () => print());
}
addEventListener("pagehide", () => voice && voice.cancel());

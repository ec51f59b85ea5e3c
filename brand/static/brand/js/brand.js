// What makes pages better where JavaScript runs; nothing here is needed.
"use strict";

const say = (text) => {
  const old = document.querySelector(".toast");
  if (old) old.remove();
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.setAttribute("role", "status");
  document.body.append(toast);
  requestAnimationFrame(() => {
    toast.textContent = text;
  });
  setTimeout(() => toast.remove(), 6000);
};

// Light or dark: <button data-theme-toggle hidden>
const root = document.documentElement;
const isDark = () =>
  root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("weergave", root.dataset.theme);
    } catch {
      /* for this page only */
    }
    document
      .querySelectorAll("[data-theme-toggle]")
      .forEach((other) => other.setAttribute("aria-pressed", String(isDark())));
  });
}

// The phone menu closes on Escape and on a click beside it.
for (const menu of document.querySelectorAll("details.menu")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// <button data-copy="text" data-copied="Gekopieerd"> or data-copy-from="#id"
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const from = document.querySelector(button.dataset.copyFrom || null);
  const text = from ? from.value || from.textContent.trim() : button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
    say(button.dataset.copied || "Gekopieerd.");
  } catch {
    if (from && from.select) from.select();
    say("Kopiëren lukt hier niet. Selecteer de tekst en kopieer zelf.");
  }
});

// <button data-share-url data-share-title data-share-text hidden>: only where the device can.
for (const button of document.querySelectorAll("[data-share-url]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () =>
    navigator
      .share({
        url: button.dataset.shareUrl,
        title: button.dataset.shareTitle,
        text: button.dataset.shareText,
      })
      .catch(() => {}),
  );
}
for (const button of document.querySelectorAll("button[data-copy][hidden]")) button.hidden = false;

// The error summary takes the focus; its links go to the field, label in sight.
const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const label =
      field.closest("fieldset")?.querySelector("legend") ||
      document.querySelector(`label[for="${CSS.escape(field.id)}"]`) ||
      field;
    label.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
}

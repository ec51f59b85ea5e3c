// Shows anew what may be shown where, after the editor saved by itself. Without it: after a save.
(() => {
  document.addEventListener("w-autosave:success", async (event) => {
    const panel = document.querySelector("[data-consent-status]");
    const number = event.detail?.response?.pk ?? panel?.dataset.story;
    if (!panel || !number) return;
    panel.dataset.story = number;
    const address = panel.dataset.consentStatus.replace("/0/", `/${number}/`);
    const response = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    const words = response?.ok ? await response.text() : "";
    // A button that is being pressed stays: its press would be lost with it.
    const busy = panel.contains(document.activeElement) || panel.matches(":active");
    if (words && !busy) panel.innerHTML = words;
  });
})();

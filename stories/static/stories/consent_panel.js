// Shows anew what may be shown where, after the editor saved by itself. Without it: after a save.
(() => {
  document.addEventListener("w-autosave:success", async (event) => {
    const panel = document.querySelector("[data-consent-status]");
    const number = event.detail?.response?.pk ?? panel?.dataset.story;
    if (!panel || !number || panel.contains(document.activeElement)) return;
    panel.dataset.story = number;
    const address = panel.dataset.consentStatus.replace("/0/", `/${number}/`);
    const response = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    if (response?.ok) panel.innerHTML = await response.text();
  });
})();

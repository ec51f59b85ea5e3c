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

  // The editor grows while it opens. After "Vraag toestemming" the person asked stays in view
  // until it is laid out, or until its user moves on.
  const asked = document.getElementById(location.hash.slice(1));
  if (!asked?.closest("[data-consent-status]")) return;
  const watched = new ResizeObserver(() => asked.scrollIntoView({ block: "center" }));
  const stop = () => watched.disconnect();
  watched.observe(asked.closest("form"));
  for (const name of ["wheel", "touchstart", "keydown", "pointerdown"]) {
    addEventListener(name, stop, { once: true, passive: true });
  }
  setTimeout(stop, 5000);
})();

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

  // The editor grows while it opens, on a slow machine for long. After "Vraag toestemming" the person
  // asked stays in view until nothing moves any more, or until its user moves on.
  const EACH = 200; // milliseconds
  const QUIET = 25; // looks at which nothing had moved
  // Found anew each time: a save shows another element, and takes the name out of the address.
  const id = location.hash.slice(1);
  if (!id) return;
  const asked = () => {
    const found = document.getElementById(id);
    return found?.closest("[data-consent-status]") ? found : null;
  };
  let still = 0;
  const timer = setInterval(() => {
    const before = asked()?.getBoundingClientRect().top;
    asked()?.scrollIntoView({ block: "center", behavior: "instant" });
    const moved = asked()?.getBoundingClientRect().top !== before;
    // This may run before the panel is read: then there is nothing to keep in view as yet.
    still = moved || document.readyState !== "complete" ? 0 : still + 1;
    if (still === QUIET) stop();
  }, EACH);
  const stop = () => clearInterval(timer);
  for (const name of ["wheel", "touchstart", "keydown", "pointerdown"]) {
    addEventListener(name, stop, { once: true, passive: true });
  }
})();

// In the list of pictures and in its chooser: a light beside each that shows somebody we asked.
"use strict";

(() => {
  const own = document.currentScript.dataset;
  const words = { groen: "mag getoond worden", oranje: "loopt af", rood: "geen toestemming" };
  const link = /\/images\/(?:chooser\/)?(\d+)\//;
  const known = new Map();

  const show = (place, colour) => {
    if (!colour || place.querySelector(".light")) return;
    const light = document.createElement("span");
    light.className = `light light--${colour}`;
    light.textContent = words[colour];
    place.append(document.createElement("br"), light);
  };

  const look = async () => {
    const places = new Map();
    for (const anchor of document.querySelectorAll(
      "a.image-choice, .listing a[href*='/images/']",
    )) {
      const found = link.exec(anchor.getAttribute("href"));
      // A row of a table links to its picture more than once: the light stands at its name.
      const twice = anchor.closest("td:not(.title)");
      if (found && !twice) places.set(anchor.querySelector("figcaption, h3") || anchor, found[1]);
    }
    const asked = [...new Set(places.values())].filter((pk) => !known.has(pk)).slice(0, 100);
    if (asked.length) {
      asked.forEach((pk) => known.set(pk, ""));
      const query = asked.map((pk) => `foto=${pk}`).join("&");
      const answer = await fetch(`${own.lights}?${query}`).catch(() => null);
      const colours = answer && answer.ok ? await answer.json() : {};
      Object.entries(colours).forEach(([pk, colour]) => known.set(pk, colour));
    }
    places.forEach((pk, place) => show(place, known.get(pk)));
  };

  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 200);
  };
  document.addEventListener("DOMContentLoaded", () => {
    soon();
    new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  });
})();

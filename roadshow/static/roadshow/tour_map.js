// The map of the tour comes when it comes into view, after the page itself is done. Here stands
// what is needed before that: the switch between list and map, and the buttons in the list.
"use strict";

(() => {
  const section = document.querySelector("[data-stop-map]");
  const tour = section?.closest("[data-tour]");
  if (!tour) return;

  const settled = new Promise((done) => {
    if (document.readyState === "complete") done();
    else window.addEventListener("load", done, { once: true });
  });
  const idle = () =>
    new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done, { timeout: 500 }));

  const style = (href) =>
    new Promise((done, failed) => {
      const link = document.createElement("link");
      Object.assign(link, { rel: "stylesheet", href, onload: done, onerror: failed });
      document.head.append(link);
    });
  const script = (src) =>
    new Promise((done, failed) => {
      const made = document.createElement("script");
      // Fetched together, run in this order.
      Object.assign(made, { src, async: false, onload: done, onerror: failed });
      document.head.append(made);
    });
  const data = async () => {
    const answer = await fetch(section.dataset.source, { priority: "low" });
    if (!answer.ok) throw new Error(`stops: ${answer.status}`);
    return answer.json();
  };
  const ahead = (href) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "script", href });
    document.head.append(link);
  };

  let coming;
  const load = () => {
    coming ??= (async () => {
      const { styles, scripts } = section.dataset;
      const found = data(); // on its way while the page is finished, and what reads it too
      found.catch(() => {}); // said below
      scripts.split(" ").forEach(ahead);
      await settled;
      await idle();
      const [stops] = await Promise.all([
        found,
        ...styles.split(" ").map(style),
        ...scripts.split(" ").map(script),
      ]);
      await window.roadshowMap.start(section, tour, stops);
    })().catch((error) => {
      const says = section.querySelector("[data-map-wait]");
      if (says) says.textContent = says.dataset.failed;
      throw error;
    });
    return coming;
  };

  // On a telephone one sees the list or the map. The address remembers which, for who comes back.
  const buttons = [...tour.querySelectorAll("[data-view-as]")];
  const show = (view) => {
    tour.dataset.view = view;
    for (const button of buttons)
      button.setAttribute("aria-pressed", String(button.dataset.viewAs === view));
  };
  for (const button of buttons)
    button.addEventListener("click", () => {
      show(button.dataset.viewAs);
      history.replaceState(
        history.state,
        "",
        button.dataset.viewAs === "kaart" ? "#kaart" : "#haltes",
      );
    });
  if (location.hash === "#kaart") show("kaart");

  tour.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-show-stop]");
    if (!button) return;
    show("kaart");
    await load();
    window.roadshowMap.choose(button.dataset.showStop, button);
  });

  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      load();
    },
    { rootMargin: "100px" },
  );
  watch.observe(section);
})();

// The map of the tour. folium's script makes `map_haltes` and `fast_marker_cluster_haltes`;
// here stand what a stop and a group of stops look like, and what happens around them.
// Words from people only ever enter as textContent.
"use strict";

(() => {
  const section = document.querySelector("[data-stop-map]");
  if (!section) return;
  section.hidden = false;

  const STATES = ["open", "bijna-vol", "volzet", "begonnen", "geannuleerd"];
  const FLANDERS = [
    [50.68, 2.54],
    [51.51, 5.92],
  ];
  const CITIES = [
    "Brussel",
    "Antwerpen",
    "Gent",
    "Brugge",
    "Hasselt",
    "Leuven",
    "Kortrijk",
    "Turnhout",
    "Mechelen",
    "Oostende",
    "Aalst",
  ];
  const AROUND = [
    ["Noordzee", 51.36, 2.86],
    ["Nederland", 51.56, 4.85],
    ["Duitsland", 50.98, 6.25],
    ["Wallonië", 50.42, 4.85],
    ["Frankrijk", 50.55, 2.8],
  ];
  const rank = (name) => (CITIES.includes(name) ? CITIES.indexOf(name) : CITIES.length);

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  const popup = ([, , title, when, words, , url]) => {
    const box = element("div", "stop-popup");
    const link = element("a", "stop-popup__title", title);
    link.href = new URL(url, location.href).pathname + new URL(url, location.href).search;
    box.append(link, element("p", "", when), element("p", "stop-popup__state", words));
    return box;
  };

  const marker = (row) => {
    const [latitude, longitude, title, when, words, state] = row;
    const sign = element("span", `stop-sign stop-sign--${STATES.includes(state) ? state : "open"}`);
    const name = `${title}, ${when}. ${words}`;
    const made = L.marker([latitude, longitude], {
      icon: L.divIcon({
        html: sign,
        className: "stop-pin",
        iconSize: [44, 44],
        popupAnchor: [0, -12],
      }),
      title: title,
      alt: title,
      riseOnHover: true,
    });
    made.on("add", () => made.getElement()?.setAttribute("aria-label", name));
    return made.bindPopup(() => popup(row), { minWidth: 180, maxWidth: 260 });
  };

  const cluster = (group) => {
    const count = group.getChildCount();
    const sign = element("span", "stop-group", String(count));
    sign.append(element("span", "vh", " haltes dicht bij elkaar, vergroot de kaart"));
    return L.divIcon({ html: sign, className: "stop-pin", iconSize: [52, 52] });
  };

  window.roadshowMap = { marker, cluster };

  const rows = async () => {
    const embedded = document.getElementById("haltes-data");
    if (embedded) return JSON.parse(embedded.textContent);
    const answer = await fetch(section.dataset.source);
    const { features } = await answer.json();
    return features.map(({ geometry, properties: stop }) => [
      geometry.coordinates[1],
      geometry.coordinates[0],
      stop.title,
      stop.when,
      stop.stateLabel,
      stop.state,
      stop.url,
    ]);
  };

  // Names of towns, the cities first, where no sign and no other name stands in the way.
  const placeNames = (map, towns, stops) => {
    const at = (point) => map.latLngToContainerPoint(point);
    const box = ({ x, y }, halfWidth, halfHeight) => ({ x, y, halfWidth, halfHeight });
    const clash = (one, other) =>
      Math.abs(one.x - other.x) < one.halfWidth + other.halfWidth &&
      Math.abs(one.y - other.y) < one.halfHeight + other.halfHeight;
    const { x: width, y: height } = map.getSize();
    const inside = ({ x, halfWidth }) => x - halfWidth > 4 && x + halfWidth < width - 4;
    const taken = stops.map((row) => box(at([row[0], row[1]]), 20, 18));
    taken.push(box({ x: 32, y: 56 }, 32, 56)); // the zoom buttons
    const view = map.getBounds();
    const seen = towns.filter(
      ([name, ...point]) => view.contains(point) && (map.getZoom() >= 10 || CITIES.includes(name)),
    );
    const sign = (name, point, kind) =>
      L.marker(point, {
        pane: "names",
        interactive: false,
        keyboard: false,
        icon: L.divIcon({
          className: `town town--${kind}`,
          html: element("span", "", name),
          iconSize: [0, 0],
        }),
      });
    const placed = [];
    for (const [name, ...point] of seen.sort(([one], [other]) => rank(one) - rank(other))) {
      const { x, y } = at(point);
      for (const offset of [0, 28]) {
        const wanted = box({ x, y: y + offset }, name.length * 3.9 + 4, 10);
        if (!inside(wanted) || wanted.y > height - 8 || taken.some((other) => clash(wanted, other)))
          continue;
        taken.push(wanted);
        placed.push(sign(name, point, offset ? "below" : "on"));
        break;
      }
    }
    for (const [name, ...point] of AROUND) {
      const wanted = box(at(point), name.length * 4.6 + 4, 10);
      if (view.contains(point) && inside(wanted) && !taken.some((other) => clash(wanted, other)))
        placed.push(sign(name, point, "around"));
    }
    return placed;
  };

  // Real borders, simplified: ours in colour, the neighbours pale, and a faint pattern of cantons.
  const look = ({ properties: { lines, ours, province } }) => ({
    className: lines ? "land-lines" : `land land--${province}${ours ? "" : " land--next"}`,
  });

  const fetched = async (address) => (await fetch(address)).json();

  const drawGround = async (map, stops) => {
    const [borders, { towns }] = await Promise.all([
      fetched(section.dataset.borders),
      fetched(section.dataset.towns),
    ]);
    for (const [name, level] of [
      ["ground", 150],
      ["names", 450],
    ]) {
      map.createPane(name).style.zIndex = level;
      map.getPane(name).setAttribute("aria-hidden", "true");
      map.getPane(name).classList.add(`map-${name}`);
    }
    const land = L.geoJSON(borders, {
      pane: "ground",
      renderer: L.svg({ pane: "ground", padding: 0.5 }),
      interactive: false,
      smoothFactor: 0.6,
      style: look,
    });
    const names = L.layerGroup();
    const name = () => {
      names.clearLayers();
      placeNames(map, towns, stops).forEach((sign) => sign.addTo(names));
    };
    map.on("moveend", name);
    name();
    return L.layerGroup([land, names]);
  };

  const tiles = () =>
    L.tileLayer(section.dataset.tiles, {
      maxZoom: 19,
      attribution: section.dataset.credit,
      // OpenStreetMap asks to know which site shows its tiles; it hears the site, not the page.
      referrerPolicy: "strict-origin-when-cross-origin",
    });

  // The background is somebody else's computer: it is asked only when the visitor says so.
  const background = (map, ground) => {
    const button = section.querySelector("[data-show-tiles]");
    const layer = tiles();
    const credit = L.control.attribution({ prefix: false }).addTo(map);
    const show = (on) => {
      if (on) {
        layer.addTo(map);
        ground.remove();
      } else {
        layer.remove();
        ground.addTo(map);
      }
      credit.getContainer().hidden = !on || !section.dataset.credit;
      if (!button) return;
      button.setAttribute("aria-pressed", String(on));
      button.textContent = on ? button.dataset.hide : button.dataset.show;
    };
    if (button) {
      button.dataset.show = button.textContent;
      button.addEventListener("click", () => show(button.getAttribute("aria-pressed") !== "true"));
    }
    show(section.dataset.atOnce === "1");
  };

  const origin = (map) => {
    if (!section.dataset.origin) return null;
    const point = section.dataset.origin.split(";").map(Number);
    L.circleMarker(point, { radius: 9, className: "origin", interactive: false }).addTo(map);
    return point;
  };

  const keyboard = (map, group) => {
    map.on("popupopen", ({ popup: opened }) => {
      const box = opened.getElement();
      const close = box.querySelector(".leaflet-popup-close-button");
      close?.setAttribute("aria-label", "Sluit");
      box.querySelector(".stop-popup__title")?.focus({ preventScroll: true });
    });
    // Whoever closes a popup by key or button is back at its sign.
    map.on("popupclose", ({ popup: closed }) => {
      const within = closed.getElement()?.contains(document.activeElement);
      if (within || document.activeElement === document.body)
        closed._source?.getElement()?.focus({ preventScroll: true });
    });
    map.getContainer().addEventListener("keydown", ({ key }) => {
      if (key === "Escape") map.closePopup();
    });
    group.on("clusterkeypress", ({ layer, originalEvent }) => {
      if (!["Enter", " "].includes(originalEvent.key)) return;
      originalEvent.preventDefault();
      const spread = layer.getBounds();
      if (map.getZoom() >= map.getMaxZoom() || spread.getNorthEast().equals(spread.getSouthWest()))
        layer.spiderfy();
      else layer.zoomToBounds();
      map.getContainer().focus({ preventScroll: true });
    });
  };

  const start = async () => {
    const map = window.map_haltes;
    const group = window.fast_marker_cluster_haltes;
    if (!map || !group) {
      section.hidden = true;
      return;
    }
    L.control
      .zoom({ position: "bottomleft", zoomInTitle: "Dichterbij", zoomOutTitle: "Verder weg" })
      .addTo(map);
    if (matchMedia("(pointer: coarse)").matches) {
      map.dragging.disable(); // one finger scrolls the page, two move the map
      section.querySelector("[data-two-fingers]")?.removeAttribute("hidden");
    }
    keyboard(map, group);
    const stops = await rows();
    const here = origin(map);
    const points = stops.slice(0, here ? 5 : stops.length).map((row) => [row[0], row[1]]);
    if (here) points.push(here);
    const room = { paddingTopLeft: [36, 36], paddingBottomRight: [36, 72] }; // no sign behind the buttons below
    map.fitBounds(points.length ? points : FLANDERS, { ...room, maxZoom: 11, animate: false });
    group.addLayers(stops.map(marker));
    background(map, await drawGround(map, stops).catch(() => L.layerGroup()));
    document.querySelector("[data-to-map]")?.removeAttribute("hidden");
    section.dataset.ready = "1";
  };

  // folium's script comes after this one; both have run when the document is done.
  document.addEventListener("DOMContentLoaded", start);
})();

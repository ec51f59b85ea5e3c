// What lies under the stops: the borders, the names of towns, and streets for who asks for them.
"use strict";

window.roadshowMap = window.roadshowMap ?? {};

(() => {
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
  const TOWNS_FROM = 10; // the zoom from which every town may have its name
  const rank = (name) => (CITIES.includes(name) ? CITIES.indexOf(name) : CITIES.length);

  const label = (name, point, kind) => {
    const text = document.createElement("span");
    text.textContent = name;
    return L.marker(point, {
      pane: "names",
      interactive: false,
      keyboard: false,
      icon: L.divIcon({ className: `town town--${kind}`, html: text, iconSize: [0, 0] }),
    });
  };

  const box = ({ x, y }, halfWidth, halfHeight) => ({ x, y, halfWidth, halfHeight });
  const clash = (one, other) =>
    Math.abs(one.x - other.x) < one.halfWidth + other.halfWidth &&
    Math.abs(one.y - other.y) < one.halfHeight + other.halfHeight;

  // Where no name may stand: the signs that are seen, and the buttons in the corners.
  const occupied = (map) => {
    const { x: width, y: height } = map.getSize();
    const signs = [...map.getPane("markerPane").children].map((sign) =>
      box(map.layerPointToContainerPoint(L.DomUtil.getPosition(sign)), 20, 18),
    );
    return [
      ...signs,
      box({ x: 56, y: height - 34 }, 56, 34),
      box({ x: width - 70, y: 30 }, 70, 30),
    ];
  };

  // The cities first, where no sign and no other name stands in the way.
  const names = (map, towns) => {
    const taken = occupied(map);
    const { x: width, y: height } = map.getSize();
    const view = map.getBounds();
    const fits = (wanted) =>
      wanted.x - wanted.halfWidth > 4 &&
      wanted.x + wanted.halfWidth < width - 4 &&
      wanted.y > 8 &&
      wanted.y < height - 8 &&
      !taken.some((other) => clash(wanted, other));
    const placed = [];
    const place = (name, point, kind, offset, perLetter) => {
      const { x, y } = map.latLngToContainerPoint(point);
      const wanted = box({ x, y: y + offset }, name.length * perLetter + 4, 10);
      if (!fits(wanted)) return false;
      taken.push(wanted);
      placed.push(label(name, point, kind));
      return true;
    };
    const all = map.getZoom() >= TOWNS_FROM;
    towns
      .filter(([name, ...point]) => view.contains(point) && (all || CITIES.includes(name)))
      .sort(([one], [other]) => rank(one) - rank(other))
      .forEach(
        ([name, ...point]) =>
          place(name, point, "on", 0, 3.9) || place(name, point, "below", 28, 3.9),
      );
    for (const [name, ...point] of AROUND)
      if (view.contains(point)) place(name, point, "around", 0, 4.6);
    return placed;
  };

  // Real borders, simplified: ours in colour, the neighbours pale, and a faint pattern of cantons.
  const look = ({ properties: { lines, ours, province } }) => ({
    className: lines ? "land-lines" : `land land--${province}${ours ? "" : " land--next"}`,
  });

  const fetched = async (address) => (await fetch(address)).json();

  // On its way while the stops are placed.
  window.roadshowMap.land = (section) => {
    const land = Promise.all([fetched(section.dataset.borders), fetched(section.dataset.towns)]);
    land.catch(() => {}); // the stops stand there without it
    return land;
  };

  const draw = async (map, group, land) => {
    const [borders, { towns }] = await land;
    for (const [name, level] of [
      ["ground", 150],
      ["names", 450],
    ]) {
      map.createPane(name).style.zIndex = level;
      map.getPane(name).setAttribute("aria-hidden", "true");
      map.getPane(name).classList.add(`map-${name}`);
    }
    const ground = L.geoJSON(borders, {
      pane: "ground",
      renderer: L.svg({ pane: "ground", padding: 0.5 }),
      interactive: false,
      smoothFactor: 0.6,
      style: look,
    });
    const signs = L.layerGroup();
    const rename = () => {
      signs.clearLayers();
      names(map, towns).forEach((sign) => sign.addTo(signs));
    };
    map.on("moveend resize", rename);
    group.on("animationend", rename);
    rename();
    return L.layerGroup([ground, signs]);
  };

  const streets = (section) =>
    L.tileLayer(section.dataset.tiles, {
      maxZoom: 19,
      attribution: section.dataset.credit,
      // OpenStreetMap asks to know which site shows its tiles; it hears the site, not the page.
      referrerPolicy: "strict-origin-when-cross-origin",
    });

  // Streets come from somebody else's computer: it is asked only when the visitor says so.
  window.roadshowMap.ground = async (map, section, group, land) => {
    const ground = await draw(map, group, land).catch(() => L.layerGroup());
    const button = section.querySelector("[data-show-tiles]");
    const layer = streets(section);
    const credit = L.control.attribution({ prefix: false }).addTo(map);
    const show = (on) => {
      map.removeLayer(on ? ground : layer);
      map.addLayer(on ? layer : ground);
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
})();

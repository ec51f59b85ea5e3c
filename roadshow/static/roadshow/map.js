// The stops on the map of the tour, and what list and map say to one another. folium's script makes
// `map_haltes` and `fast_marker_cluster_haltes`. Words from people only ever enter as textContent.
"use strict";

window.roadshowMap = window.roadshowMap ?? {};

(() => {
  const STATES = ["open", "bijna-vol", "volzet", "begonnen", "geannuleerd", "voorbij"];
  const WITH_ROOM = ["open", "bijna-vol"];
  const FLANDERS = [
    [50.68, 2.54],
    [51.51, 5.92],
  ];
  // Room for a popup above the northernmost stop of the smallest map.
  const AS_FAR_AS = [
    [48.3, 0],
    [54.3, 8.5],
  ];
  const NEAREST = 5; // stops in sight at first, when somebody asked for the nearest
  const AT_ONCE = 200; // stops that stand there before the others are made
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const element = (tag, className, ...content) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...content.filter(Boolean));
    return made;
  };

  const sign = (state) =>
    element("span", `stop-sign stop-sign--${STATES.includes(state) ? state : "open"}`);

  // One icon for all stops in the same state: thousands are made in a moment, and drawn when seen.
  const StopIcon = L.DivIcon.extend({
    createIcon(old) {
      const pin = old?.tagName === "DIV" ? old : document.createElement("div");
      pin.replaceChildren(sign(this.options.state));
      this._setIconStyles(pin, "icon");
      return pin;
    },
  });
  const icons = Object.fromEntries(
    STATES.map((state) => {
      const size = state === "voorbij" ? [28, 28] : [44, 44];
      return [state, new StopIcon({ state, className: "stop-pin", iconSize: size })];
    }),
  );

  const StopMarker = L.Marker.extend({
    _initIcon() {
      L.Marker.prototype._initIcon.call(this);
      const { title, when, stateLabel } = this.stop;
      this._icon.stopMarker = this;
      this._icon.setAttribute("aria-label", `${title}, ${when}. ${stateLabel}`);
    },
  });

  const marker = (stop) => {
    const made = new StopMarker(stop.at, {
      icon: icons[stop.state] ?? icons.open,
      riseOnHover: true,
    });
    made.stop = stop;
    return made;
  };

  // What many stops share, stands in the data once.
  const read = ({ stop, form, takesPeople, places, days, hours, states, rows }) =>
    rows.slug.map((id, row) => {
      const [latitude, longitude, venue] = places[rows.place[row]];
      const [state, stateLabel] = states[rows.state[row]];
      return {
        id,
        at: [latitude, longitude],
        venue,
        title: rows.title[row],
        when: `${days[rows.day[row]]}, ${hours[rows.hour[row]]}`,
        state,
        stateLabel,
        url: stop.replace("{}", id),
        register: takesPeople.includes(state) && form.replace("{}", id),
      };
    });

  const cluster = (group) => {
    const stops = group.getAllChildMarkers().map(({ stop }) => stop);
    const taking = stops.some(({ state }) => WITH_ROOM.includes(state));
    const over = stops.filter((stop) => stop.state === "voorbij").length;
    const count = element("span", "stop-group", String(stops.length));
    if (!taking) count.classList.add("stop-group--full");
    const words = over ? ` haltes dicht bij elkaar (${over} voorbij)` : " haltes dicht bij elkaar";
    count.append(element("span", "vh", `${words}, vergroot de kaart`));
    return L.divIcon({ html: count, className: "stop-pin", iconSize: [52, 52] });
  };

  Object.assign(window.roadshowMap, { marker, cluster });

  // Those that took place stand in the page, below the map.
  const past = () =>
    [...document.querySelectorAll("[data-past-stop]")].map((row) => {
      const link = row.querySelector("a");
      return marker({
        id: row.dataset.pastStop,
        at: row.dataset.at.split(";").map(Number),
        title: link.textContent,
        when: row.dataset.when,
        state: "voorbij",
        stateLabel: "Voorbij",
        url: link.href,
      });
    });

  const here = (address, via) => new URL(address, location.href).pathname + via;

  const popup = ({ title, when, venue, state, stateLabel, url, register }, via) => {
    const link = element("a", "stop-popup__title", title);
    link.href = here(url, via);
    const box = element(
      "div",
      "stop-popup",
      element("p", "stop-popup__state", sign(state), stateLabel),
      link,
      element("p", "", when),
      venue && element("p", "", venue),
    );
    if (register) {
      const full = state === "volzet";
      const form = element("a", "btn btn--small", full ? "Op de wachtlijst" : "Schrijf in");
      if (full) form.classList.add("btn--ghost");
      form.href = here(register, via);
      form.append(element("span", "vh", `, ${title}, ${when}`));
      box.append(element("p", "stop-popup__ways", form));
    }
    return box;
  };

  // What is pointed at or chosen, in the list and on the map at once.
  const pairing = (map, group, tour, byId, via) => {
    const rows = new Map(
      [...tour.querySelectorAll("[data-stop]")].map((row) => [row.dataset.stop, row]),
    );
    const wide = () =>
      getComputedStyle(tour.querySelector("[data-view-as]").parentElement).display === "none";
    const tooltip = L.tooltip({ direction: "top", offset: [0, -18], className: "stop-tip" });
    let lit, opened, opener;

    const light = (pin) => {
      lit?.classList.remove("stop-pin--lit");
      lit = pin;
      lit?.classList.add("stop-pin--lit");
    };
    const pinOf = (id) => {
      const one = byId.get(id);
      return one && (one._icon ?? group.getVisibleParent(one)?._icon);
    };
    const mark = (className, id) => {
      for (const row of rows.values()) row.classList.remove(className);
      rows.get(id)?.classList.add(className);
    };

    const tell = ({ stop: { title, stateLabel } }, at) =>
      map.openTooltip(
        tooltip.setLatLng(at).setContent(element("span", "", `${title}: ${stateLabel}`)),
      );
    const hush = () => {
      mark("stop--pointed", null);
      map.closeTooltip(tooltip);
    };
    const point = (one) => {
      mark("stop--pointed", one.stop.id);
      if (opened?.stop !== one) tell(one, one.getLatLng());
    };

    const open = (one, by) => {
      map.closeTooltip(tooltip);
      const room = Math.min(260, map.getSize().x - 60);
      const shown = L.popup({
        minWidth: Math.min(190, room),
        maxWidth: room,
        offset: [0, -10],
        autoPanPaddingTopLeft: [8, 64],
      });
      shown.stop = one;
      shown.setLatLng(one.getLatLng()).setContent(popup(one.stop, via));
      opener = by;
      shown.openOn(map);
      opened = shown;
      mark("stop--chosen", one.stop.id);
      if (!by && wide())
        rows
          .get(one.stop.id)
          ?.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
    };

    map.on("popupopen", ({ popup: shown }) => {
      const box = shown.getElement();
      box.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Sluit");
      box.querySelector(".stop-popup__title")?.focus({ preventScroll: true });
    });
    // Whoever closes a popup by key or button is back where it was opened.
    map.on("popupclose", ({ popup: shown }) => {
      if (opened === shown) opened = null;
      mark("stop--chosen", opened?.stop.stop.id);
      const within = shown.getElement()?.contains(document.activeElement);
      if (!within && document.activeElement !== document.body) return;
      const back = opener?.checkVisibility() ? opener : pinOf(shown.stop.stop.id);
      back?.focus({ preventScroll: back !== opener });
    });
    map.getContainer().addEventListener("keydown", ({ key }) => {
      if (key === "Escape") map.closePopup();
    });

    // From the map to the list.
    const markerAt = (target) => target.closest?.(".stop-pin")?.stopMarker;
    const pane = map.getPane("markerPane");
    for (const [begins, ends] of [
      ["pointerover", "pointerout"],
      ["focusin", "focusout"],
    ]) {
      pane.addEventListener(begins, ({ target }) => {
        const one = markerAt(target);
        if (one) point(one);
      });
      pane.addEventListener(ends, hush);
    }
    const clicked = ({ layer, propagatedFrom }) => {
      const one = layer ?? propagatedFrom;
      if (one?.stop) open(one);
    };
    const pressed = (event) => {
      if (["Enter", " "].includes(event.originalEvent.key)) {
        event.originalEvent.preventDefault();
        clicked(event);
      }
    };

    // From the list to the map.
    const rowAt = ({ target }) => target.closest?.("[data-stop]")?.dataset.stop;
    for (const begins of ["pointerover", "focusin"])
      tour.addEventListener(begins, (event) => light(pinOf(rowAt(event))));

    window.roadshowMap.choose = (id, by) => {
      const one = byId.get(id);
      if (!one) return;
      map.invalidateSize();
      if (!wide()) map.getContainer().scrollIntoView({ block: "nearest" });
      group.zoomToShowLayer(one, () => open(one, by));
    };
    return (signs) => signs.on("click", clicked).on("keypress", pressed);
  };

  const groupsByKey = (map, group) =>
    group.on("clusterkeypress", ({ layer, originalEvent }) => {
      if (!["Enter", " "].includes(originalEvent.key)) return;
      originalEvent.preventDefault();
      const spread = layer.getBounds();
      if (map.getZoom() >= map.getMaxZoom() || spread.getNorthEast().equals(spread.getSouthWest()))
        layer.spiderfy();
      else layer.zoomToBounds();
      map.getContainer().focus({ preventScroll: true });
    });

  // Nobody gets lost: not past the neighbours, not further out than all of Flanders, and one way back.
  const bounds = (map, group, points) => {
    const room = { paddingTopLeft: [36, 60], paddingBottomRight: [36, 72] };
    const fit = (wanted, animate) =>
      map.fitBounds(wanted.length ? wanted : FLANDERS, { ...room, maxZoom: 11, animate });
    map.options.maxBoundsViscosity = 1;
    map.setMaxBounds(AS_FAR_AS);
    // The cluster plugin asks the outermost zoom once, when it is added, and wants a whole number.
    group.remove();
    group.clearLayers();
    map.setMinZoom(Math.max(map.getMinZoom(), Math.floor(map.getBoundsZoom(FLANDERS)) - 1));
    group.addTo(map);
    const all = element("button", "btn btn--ghost btn--small map-all", "Toon alles");
    all.type = "button";
    all.addEventListener("click", () => {
      map.closePopup();
      fit(points, !still);
    });
    const corner = L.control({ position: "topright" });
    corner.onAdd = () => {
      L.DomEvent.disableClickPropagation(all);
      return all;
    };
    corner.addTo(map);
    L.control
      .zoom({ position: "bottomleft", zoomInTitle: "Dichterbij", zoomOutTitle: "Verder weg" })
      .addTo(map);
    return fit;
  };

  const origin = (map, text) => {
    if (!text) return null;
    const at = text.split(";").map(Number);
    L.circleMarker(at, { radius: 9, className: "origin", interactive: false }).addTo(map);
    return at;
  };

  // The first ones at once, for who already wants to press one; then the others.
  const place = async (group, stops) => {
    const first = stops.slice(0, AT_ONCE).map(marker);
    group.options.chunkedLoading = false;
    // Those that took place too: at the same house, one sign would hide the other.
    group.addLayers([...first, ...past()]);
    if (stops.length <= AT_ONCE) return first;
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const others = stops.slice(AT_ONCE).map(marker);
    await new Promise((done) => {
      const chunkProgress = (placed, all) => placed === all && done();
      Object.assign(group.options, { chunkedLoading: true, chunkProgress });
      group.addLayers(others);
    });
    return [...first, ...others];
  };

  window.roadshowMap.start = async (section, tour, data) => {
    const map = window.map_haltes;
    const group = window.fast_marker_cluster_haltes;
    const land = window.roadshowMap.land(section);
    section.querySelector("[data-map-wait]")?.remove();
    map.invalidateSize({ animate: false });
    if (matchMedia("(pointer: coarse)").matches) {
      map.dragging.disable(); // one finger scrolls the page, two move the map
      section.querySelector("[data-two-fingers]")?.removeAttribute("hidden");
    }
    const stops = read(data);
    const at = data.places.map(([latitude, longitude]) => [latitude, longitude]);
    const asked = origin(map, section.dataset.origin);
    const fit = bounds(map, group, asked ? [...at, asked] : at);
    const nearest = stops.slice(0, NEAREST).map((stop) => stop.at);
    fit(asked ? [...nearest, asked] : at, false);
    const byId = new Map();
    const hear = pairing(map, group, tour, byId, section.dataset.via);
    hear(group);
    groupsByKey(map, group);
    for (const one of await place(group, stops)) byId.set(one.stop.id, one);
    section.querySelector("[data-map-still]")?.remove();
    await window.roadshowMap.ground(map, section, group, land);
    section.dataset.ready = "1";
  };
})();

// Asks again for hints while somebody writes. Without it they come with the next save.
(() => {
  const WAIT = 900; // milliseconds after the last key

  // Rich text keeps its blocks as JSON in a hidden field; other fields hold plain text.
  const plain = (value) => {
    if (!value.startsWith("{")) return value;
    try {
      const { blocks } = JSON.parse(value);
      return Array.isArray(blocks) ? blocks.map((block) => block.text).join("\n") : "";
    } catch {
      return value;
    }
  };

  const isText = (field) =>
    field.matches("textarea, input[type=text], input[data-draftail-input]") ||
    (field.type === "hidden" && field.value.startsWith('{"blocks"'));

  const written = (form) => {
    const asked = new URLSearchParams();
    const value = (name) => form.elements[name]?.value ?? "";
    asked.set("title", value("title"));
    asked.set("lead", value("lead"));
    asked.set("alt", value("picture_alt"));
    asked.set("picture", value("picture"));
    for (const kind of form.querySelectorAll('input[name^="body-"][name$="-type"]')) {
      const block = kind.name.slice(0, -"-type".length);
      if (form.elements[`${block}-deleted`]?.value) continue;
      for (const field of form.querySelectorAll(`[name^="${block}-value"]`)) {
        if (!isText(field) || !field.value) continue;
        const said = kind.value === "quote" && field.name.endsWith("-text") ? "quote" : "text";
        asked.append(said, plain(field.value));
      }
    }
    return asked;
  };

  const start = (place) => {
    const form = place.closest("form");
    if (!form || !place.dataset.hints) return;
    let timer;
    let last = written(form).toString();
    const ask = async () => {
      const asked = written(form);
      if (asked.toString() === last) return;
      last = asked.toString();
      const response = await fetch(place.dataset.hints, {
        method: "POST",
        body: asked,
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      }).catch(() => null);
      if (response?.ok) place.innerHTML = await response.text();
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    };
    for (const event of ["input", "change", "keyup"]) form.addEventListener(event, soon);
  };

  const begin = () => document.querySelectorAll("[data-hints]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();

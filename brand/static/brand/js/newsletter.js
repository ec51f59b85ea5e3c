// Writing a newsletter: it saves itself, and blocks move by mouse as well as by their buttons.
(() => {
  const form = document.querySelector("[data-newsletter]");
  if (!form) return;
  const list = form.querySelector("[data-blocks]");
  const status = form.querySelector("[data-status]");
  const PAUSE = 1500; // milliseconds after the last change
  let timer = 0;
  let saving = null;
  let changes = 0; // since the page was opened
  let saved = 0;

  const tell = (words) => {
    status.textContent = words;
  };

  const touched = () => {
    changes += 1;
    tell("Nog niet bewaard…");
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  const save = () => {
    clearTimeout(timer);
    saving = (saving ?? Promise.resolve()).then(send);
    return saving;
  };

  const send = async () => {
    const sent = changes;
    if (sent === saved) return;
    tell("Bewaren…");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "autosave" },
      });
      const told = await answer.json();
      if (!answer.ok) {
        tell(told.errors.join(" "));
        return;
      }
      saved = sent;
      form.elements.seen.value = told.seen;
      tell(told.saved);
    } catch {
      tell("Nog niet bewaard: er is geen verbinding. Laat deze pagina open; we proberen opnieuw.");
      timer = setTimeout(save, 5 * PAUSE);
    }
  };

  const named = (block) => block.querySelector(".letter-block__name").textContent;

  const move = (block, verb) => {
    if (verb === "weg") block.remove();
    else if (verb === "hoger") block.previousElementSibling?.before(block);
    else block.nextElementSibling?.after(block);
    touched();
    if (verb === "weg") tell(`${named(block)} is weg.`);
    else {
      const blocks = [...list.children];
      tell(`${named(block)} staat op plaats ${blocks.indexOf(block) + 1} van ${blocks.length}.`);
    }
  };

  form.addEventListener("input", touched);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=act]");
    const block = button?.closest("[data-block]");
    if (!block) return;
    event.preventDefault();
    const next = block.nextElementSibling ?? block.previousElementSibling;
    const verb = button.value.split(":")[0];
    move(block, verb);
    (verb === "weg" ? next?.querySelector("button") : button)?.focus();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    saved = changes;
  });
  addEventListener("beforeunload", (event) => {
    if (saved !== changes) event.preventDefault();
  });

  // Only by its head, so that words in a block can still be selected.
  let dragged = null;
  for (const block of list.querySelectorAll("[data-block]")) {
    const head = block.querySelector(".letter-block__head");
    head.addEventListener("pointerdown", () => {
      block.draggable = true;
    });
    block.addEventListener("dragstart", () => {
      dragged = block;
      block.classList.add("letter-block--dragged");
    });
    block.addEventListener("dragover", (event) => {
      if (!dragged || dragged === block) return;
      event.preventDefault();
      const { top, height } = block.getBoundingClientRect();
      if (event.clientY < top + height / 2) block.before(dragged);
      else block.after(dragged);
    });
    block.addEventListener("dragend", () => {
      block.draggable = false;
      block.classList.remove("letter-block--dragged");
      if (dragged) touched();
      dragged = null;
    });
  }
})();

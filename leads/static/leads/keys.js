/* The day by keyboard. What carries `data-key` is pressed by that key: first in the part that has
   the focus (`data-keys`), then in what is around it. Rows are walked with j and k. Nothing here
   fires while somebody types, with Ctrl, Alt or Meta held, under a dialog that is not ours, or when
   keyboard shortcuts are switched off under Account. The keys stand in the `?` dialog. */

(() => {
  const places = document.querySelector("[data-desk-places]");
  const config = document.getElementById("wagtail-config");
  const isOn = config && JSON.parse(config.textContent).KEYBOARD_SHORTCUTS_ENABLED;
  if (!places || !isOn) return;
  document.documentElement.classList.add("has-keys");

  const TYPED =
    "textarea, select, [contenteditable]:not([contenteditable=false]), " +
    "input:not([type=radio], [type=checkbox], [type=button], [type=submit])";
  const DIALOGS = "dialog[open], [role=dialog]:not([aria-hidden=true]), .modal.in";
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true });
  const rows = () =>
    [...document.querySelectorAll("[data-row]")].filter(
      (row) => isSeen(row) && !row.hasAttribute("aria-busy"),
    );

  /* The row that has the focus, or the one after it while it is being saved. */
  function currentRow() {
    const row = document.activeElement.closest("[data-row]");
    if (!row?.hasAttribute("aria-busy")) return row;
    const after = (one) => row.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    return rows().find(after) ?? rows().at(-1);
  }

  function focusRow(row) {
    const target = row?.querySelector("a") ?? row;
    target?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }

  function walk(steps) {
    const all = rows();
    const at = all.indexOf(currentRow());
    focusRow(all[at < 0 ? 0 : Math.min(Math.max(at + steps, 0), all.length - 1)]);
  }

  /* The same place in the next column that holds a card. */
  function walkAside(steps) {
    const columns = [...document.querySelectorAll("[data-stage]")]
      .map((column) => rows().filter((row) => column.contains(row)))
      .filter((cards) => cards.length);
    const row = currentRow();
    const at = columns.findIndex((cards) => cards.includes(row));
    const cards = columns[at < 0 ? 0 : at + steps];
    if (cards) focusRow(cards[Math.min(columns[at]?.indexOf(row) ?? 0, cards.length - 1)]);
    return columns.length > 0;
  }

  /* Where a key is looked up: the innermost part that has the focus, then each around it. */
  function* scopes(dialog) {
    if (dialog) {
      let part = document.activeElement.closest("[data-keys]");
      for (; part && part !== dialog; part = part.parentElement.closest("[data-keys]")) yield part;
      yield dialog;
      return;
    }
    const active = document.activeElement;
    const busy = active.closest("[data-row][aria-busy]");
    let part = busy ? currentRow() : active.closest("[data-keys]");
    part ??= [...document.querySelectorAll("main [data-keys]")].find(isSeen);
    for (; part; part = part.parentElement.closest("[data-keys]")) yield part;
    yield document.body;
  }

  function found(scope, key) {
    const own = (one) => (one.parentElement.closest("[data-keys]") ?? document.body) === scope;
    const named = [...scope.querySelectorAll(`[data-key="${key}"]`)];
    return named.find((one) => own(one) && isSeen(one));
  }

  function press(one) {
    if (one.matches("summary")) {
      const part = one.parentElement;
      part.open = true;
      (part.querySelector("[tabindex='-1'], [data-key]:not(summary)") ?? one).focus();
    } else if (one.matches("fieldset")) {
      one.querySelector("button").focus();
    } else {
      if (one.matches("input, textarea")) one.focus();
      one.click();
    }
  }

  function closeOpen() {
    const open = document.activeElement.closest("[data-row], .desk-logs")?.querySelector("[open]");
    if (!open) return false;
    open.open = false;
    open.querySelector("summary").focus();
    return true;
  }

  function act(key, dialog) {
    for (const scope of scopes(dialog)) {
      const one = found(scope, key);
      if (one) {
        press(one);
        return true;
      }
      const holder = scope === document.body ? places : scope;
      const address = holder.getAttribute(`data-go-${key}`);
      if (address) {
        location.assign(address);
        return true;
      }
    }
    if (dialog) return false;
    if (key === "j" || key === "k") walk(key === "j" ? 1 : -1);
    else if (key === "h" || key === "l") return walkAside(key === "l" ? 1 : -1);
    else if (key === "escape") return closeOpen();
    else if (key === "/") return search();
    else return false;
    return true;
  }

  /* The search of this list, or the one for everything. */
  function search() {
    if (!document.querySelector(".desk, .desk-lists, #id_q")) return false;
    const field = document.querySelector("main input[name=q]");
    if (field && isSeen(field)) field.focus();
    else openFinder();
    return true;
  }

  /* The number on the key, also where it takes Shift (azerty); other keys by what they type. */
  function keyOf(event) {
    const digit = /^Digit(\d)$/.exec(event.code);
    if (digit) return digit[1];
    return event.shiftKey && /^[a-z]$/i.test(event.key) ? "" : event.key.toLowerCase();
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    if (event.target.closest?.(TYPED)) return;
    const [dialog] = [...document.querySelectorAll(DIALOGS)].filter(isSeen);
    if (dialog && !dialog.matches("[data-keys]")) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "k" || event.shiftKey || dialog) return;
      event.preventDefault();
      openFinder();
      return;
    }
    const key = keyOf(event);
    if (event.repeat && !"jkhl".includes(key)) return;
    if (key && act(key, dialog)) event.preventDefault();
  });

  /* Ctrl+K: anything by its name. */
  let finder;
  let asking;
  let filled;

  async function ask(text) {
    asking?.abort();
    asking = new AbortController();
    const address = `${places.dataset.find}?${new URLSearchParams({ q: text })}`;
    try {
      const answer = await fetch(address, { signal: asking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const part = page.querySelector("[data-found]");
      if (part) finder.querySelector("[data-found]").replaceChildren(...part.childNodes);
    } catch {
      // A newer question, or no network: what stands there stays.
    }
  }

  function fill() {
    filled = ask(finder.querySelector("input").value);
  }

  function openFinder() {
    if (!finder) {
      finder = document.createElement("dialog");
      finder.className = "desk desk-dialog desk-finder";
      finder.setAttribute("aria-label", "Ga naar…");
      finder.append(places.content.cloneNode(true));
      finder.addEventListener("input", fill);
      finder.addEventListener("keydown", choose);
      finder.addEventListener("submit", async (event) => {
        event.preventDefault();
        await filled;
        finder.querySelector("[data-found] a")?.click();
      });
      document.body.append(finder);
    }
    finder.showModal();
    finder.querySelector("input").select();
    fill();
  }

  function choose(event) {
    const links = [...finder.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown") links[Math.min(at + 1, links.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (links[at - 1] ?? finder.querySelector("input")).focus();
    else return;
    event.preventDefault();
  }
})();

/* Steps on Vandaag and the board without loading the page again. A form is sent as it stands, and
   the answer is the page that would have been shown: its rows and its messages are taken over. So
   what is shown, counted and refused is said in one place, and all works without this script. */

const NO_ANSWER = "Er kwam geen antwoord. Probeer gerust opnieuw: niets wordt dubbel bewaard.";
const SIGNED_OUT = "Je bent afgemeld. Meld je aan in een ander tabblad, herlaad dan deze pagina.";
const WENT_WRONG = "Er liep iets mis. Herlaad de pagina en kijk na wat bewaard is.";

const region = () => document.querySelector("[data-swap]");
const rowsOf = (part) => [...part.querySelectorAll("[data-row]")];
let turn = Promise.resolve(); // one after the other: each answer shows what came before it

function say(items) {
  document.querySelector(".messages > ul").replaceChildren(...items);
}

function refusal(sentence) {
  const drawn = document.querySelector('.messages > template[data-type="error"]');
  const item = drawn.content.firstElementChild.cloneNode(true);
  item.querySelector("span").textContent = sentence;
  return item;
}

function focusOn(row) {
  row?.querySelector("a")?.focus();
}

/* Into this page, without what is meant for browsers that run no script. */
function imported(part) {
  const made = document.importNode(part, true);
  for (const one of made.querySelectorAll("noscript")) one.remove();
  return made;
}

/* Rows that did not change stay as they are, with what is typed or open in them. */
function take(page, sent, isRefused) {
  const old = region();
  const fresh = imported(page.querySelector("[data-swap]"));
  const before = document.activeElement;
  const place = rowsOf(old).findIndex((row) => row.contains(before));
  const focused = rowsOf(old)[place]?.id;
  for (const row of rowsOf(fresh)) {
    const same = rowsOf(old).find((one) => one.id === row.id);
    if (!same) continue;
    const isSent = same.id === sent.id;
    if (same.dataset.version === row.dataset.version && (!isSent || isRefused)) {
      row.replaceWith(same);
    } else if (isSent && isRefused) {
      keepTyped(same, row);
    }
  }
  old.replaceWith(fresh);
  if (before !== document.body && before.checkVisibility()) {
    before.focus({ preventScroll: true });
  } else if (place >= 0) {
    const left = rowsOf(fresh);
    const still = left.findIndex((row) => row.id === focused);
    const next = still < 0 ? place : still + (sent.goesOn && !isRefused && focused === sent.id);
    focusOn(left[Math.min(next, left.length - 1)]);
  } else if (sent.lead) {
    focusOn(fresh.querySelector(`[data-lead="${sent.lead}"]`));
  }
  document.dispatchEvent(new Event("desk:swapped"));
}

function keepTyped(from, to) {
  for (const field of from.querySelectorAll("textarea[id], select[id], input[id]")) {
    const other = to.querySelector(`#${CSS.escape(field.id)}`);
    if (other) other.value = field.value;
  }
  const open = [...from.querySelectorAll("details")];
  [...to.querySelectorAll("details")].forEach((one, at) => {
    one.open = open[at]?.open ?? false;
  });
}

async function ask(address, body) {
  const answer = await fetch(address, body && { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { answer, page };
}

async function refresh(sent, isRefused) {
  const { page } = await ask(location.href);
  if (page.querySelector("[data-swap]")) take(page, sent, isRefused);
}

/* What is asked next, such as what was agreed, is asked above the rows. */
function show(page, address) {
  let dialog = document.querySelector("[data-desk-dialog]");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.className = "desk desk-dialog";
    dialog.dataset.deskDialog = "";
    dialog.addEventListener("click", (event) => {
      if (!event.target.closest("[data-close]")) return;
      event.preventDefault();
      dialog.close();
    });
    document.body.append(dialog);
  }
  const asked = imported(page.querySelector("[data-in-dialog]"));
  for (const form of asked.querySelectorAll("form")) form.setAttribute("action", address);
  dialog.setAttribute("aria-label", page.querySelector("h1")?.textContent.trim() ?? "");
  dialog.replaceChildren(asked);
  if (!dialog.open) dialog.showModal();
  document.dispatchEvent(new Event("desk:swapped"));
}

async function send(address, body, sent) {
  try {
    const { answer, page } = await ask(address, body);
    const items = [...page.querySelectorAll(".messages > ul > li")];
    const dialog = document.querySelector("[data-desk-dialog]");
    if (page.querySelector("[data-in-dialog]")) {
      if (answer.ok) say(items);
      show(page, answer.url);
      if (answer.ok) await refresh(sent);
    } else if (answer.ok && page.querySelector("[data-swap]")) {
      dialog?.close();
      say(items);
      take(page, sent);
    } else if (answer.status === 422) {
      const found = [...page.querySelectorAll(".desk .error-message")];
      const sentences = new Set(found.map((one) => one.textContent.trim()));
      await refresh(sent, true);
      say([...(sentences.size ? sentences : [WENT_WRONG])].map(refusal));
    } else {
      say([refusal(page.querySelector("[name=password]") ? SIGNED_OUT : WENT_WRONG)]);
    }
  } catch {
    say([refusal(NO_ANSWER)]);
  }
  document.getElementById(sent.id)?.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || !region()) return;
  if (!form.closest("[data-swap], [data-desk-dialog], .messages")) return;
  event.preventDefault();
  const row = form.closest("[data-row]");
  if (row?.getAttribute("aria-busy")) return;
  row?.setAttribute("aria-busy", "true");
  const address = form.getAttribute("action");
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const sent = {
    id: row?.id ?? "",
    lead: /\/dossiers\/(\d+)\//.exec(address)?.[1],
    // On Vandaag a step leads to the next row, also when this one stays; a card is followed.
    goesOn: address.endsWith("/wat-gaf-het/") && !row?.matches("[data-card]"),
  };
  turn = turn.then(() => send(address, body, sent));
});

/* Cards can be dragged to another column. It presses the button of the card's own form, so whatever
   is asked or refused is the same as with "Verplaats naar…". */

const NO_MATCH = "geen-match";
const board = () => document.querySelector("[data-board]");
const why = document.querySelector("[data-why]");
let dragged = null;
let held = null; // the move that waits for its reason

function letGo() {
  for (const marked of document.querySelectorAll(".is-over, .is-dragged")) {
    marked.classList.remove("is-over", "is-dragged");
  }
}

function columnOf(event) {
  return event.target.closest?.("[data-board] [data-stage]");
}

function prepare() {
  for (const card of document.querySelectorAll('[data-card][data-moves="true"]')) {
    card.draggable = true;
  }
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-card]") ?? null;
  if (!dragged) return;
  dragged.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
});

document.addEventListener("dragover", (event) => {
  const column = columnOf(event);
  if (!dragged || !column) return;
  event.preventDefault();
  for (const other of board().querySelectorAll(".is-over")) other.classList.remove("is-over");
  column.classList.add("is-over");
});

document.addEventListener("drop", (event) => {
  const column = columnOf(event);
  if (!dragged || !column) return;
  event.preventDefault();
  const form = dragged.querySelector("[data-move]");
  letGo();
  if (form && dragged.closest("[data-stage]") !== column) {
    form.requestSubmit(form.querySelector(`[name="stage"][value="${column.dataset.stage}"]`));
  }
  dragged = null;
});

document.addEventListener("dragend", () => {
  letGo();
  dragged = null;
});

/* Before swap.js sends it: without a reason "Geen match" is asked first. */
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!why || !form.matches("[data-move]") || event.submitter?.value !== NO_MATCH) return;
    if (new FormData(form).get("reason")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = { form, button: event.submitter };
    why.querySelector("[data-who]").textContent = form.dataset.move;
    why.showModal();
  },
  true,
);

why?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  why.close();
  if (button.name !== "reason" || !held.form.isConnected) return;
  const reason = document.createElement("input");
  Object.assign(reason, { type: "hidden", name: "reason", value: button.value });
  held.form.append(reason);
  held.form.requestSubmit(held.button);
  reason.remove();
});

document.addEventListener("desk:swapped", prepare);
prepare();

/* Cards can be dragged to another column. It fills in and sends the card's own form, so whatever
   is asked or refused is the same as with "Verplaats naar…". */

const board = document.querySelector("[data-board]");

function letGo() {
  for (const marked of board.querySelectorAll(".is-over, .is-dragged")) {
    marked.classList.remove("is-over", "is-dragged");
  }
}

function columnOf(event) {
  return event.target.closest("[data-stage]");
}

if (board) {
  let dragged = null;

  for (const card of board.querySelectorAll('[data-card][data-moves="true"]')) {
    card.draggable = true;
  }

  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-card]");
    if (!dragged) return;
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.id);
  });

  board.addEventListener("dragover", (event) => {
    const column = columnOf(event);
    if (!dragged || !column) return;
    event.preventDefault();
    for (const other of board.querySelectorAll(".is-over")) other.classList.remove("is-over");
    column.classList.add("is-over");
  });

  board.addEventListener("drop", (event) => {
    const column = columnOf(event);
    if (!dragged || !column) return;
    event.preventDefault();
    const form = dragged.querySelector("[data-move]");
    letGo();
    if (form && dragged.closest("[data-stage]") !== column) {
      form.elements.stage.value = column.dataset.stage;
      form.requestSubmit();
    }
    dragged = null;
  });

  board.addEventListener("dragend", () => {
    letGo();
    dragged = null;
  });
}

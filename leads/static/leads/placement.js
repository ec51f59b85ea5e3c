// Shows the questions of the chosen form only. Without this script all of them stand there.
const chosen = document.querySelector('select[name="form"]');
const groups = document.querySelectorAll("[data-questions-of]");

function show() {
  for (const group of groups) {
    group.hidden = group.dataset.questionsOf !== chosen.value;
  }
}

if (chosen) {
  chosen.addEventListener("change", show);
  show();
}

// Shows the questions of the chosen form only. Without this script all of them stand there.
function showQuestions() {
  const chosen = document.querySelector('select[name="form"]');
  for (const group of document.querySelectorAll("[data-questions-of]")) {
    group.hidden = group.dataset.questionsOf !== chosen?.value;
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches('select[name="form"]')) showQuestions();
});
document.addEventListener("desk:swapped", showQuestions);
showQuestions();

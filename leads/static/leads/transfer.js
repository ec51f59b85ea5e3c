/* How far the worker is with a list or an extract: asked every two seconds, and the page anew when it is done. */

const box = document.querySelector("[data-progress]");
const PAUSE = 2000;

async function look() {
  try {
    const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const { state, done, total, said } = await answer.json();
    if (state !== box.dataset.state) {
      location.reload();
      return;
    }
    const bar = box.querySelector("progress");
    bar.max = total || 1;
    bar.value = done;
    box.querySelector("[data-said]").textContent = said ?? `${done} van ${total} rijen`;
  } catch {
    // The site does not answer now; the work goes on, and so does looking.
  }
  setTimeout(look, PAUSE);
}

if (box) setTimeout(look, PAUSE);

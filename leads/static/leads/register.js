/* Companies of the register while somebody types a new employer; a click fills the form in. */

const box = document.querySelector("[data-register]");
const field = (name) => document.querySelector(`[name="${name}"]`);
const PAUSE = 300;
let waits = 0;
let asked = "";

function shows(said, found = []) {
  box.querySelector("[role=status]").textContent = said;
  box.querySelector("ul").replaceChildren(
    ...found.map((one) => {
      const row = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "desk-link";
      button.textContent = one.name;
      button.addEventListener("click", () => takes(one));
      const more = document.createElement("span");
      more.className = "desk-meta";
      more.textContent = ` ${[one.number, one.where].filter(Boolean).join(" · ")}`;
      row.append(button, more);
      return row;
    }),
  );
}

function takes(one) {
  field("company").value = one.name;
  field("enterprise_number").value = one.number;
  if (one.place && !field("municipality").value) field("municipality").value = one.place;
  asked = "";
  shows(`Ingevuld uit ${box.dataset.source}: ${one.name}.`);
  field("name").focus();
}

async function looks(typed) {
  asked = typed;
  if (typed.trim().length < 3) {
    shows("");
    return;
  }
  try {
    const query = new URLSearchParams({ q: typed });
    const answer = await fetch(`${box.dataset.register}?${query}`);
    if (!answer.ok) return;
    const { found } = await answer.json();
    if (asked !== typed) return; // somebody typed on
    shows(found.length ? `In ${box.dataset.source}:` : "", found);
  } catch {
    // Looking up helps, and is never needed.
  }
}

for (const name of ["company", "enterprise_number"]) {
  field(name)?.addEventListener("input", (event) => {
    clearTimeout(waits);
    waits = setTimeout(looks, PAUSE, event.target.value);
  });
}

// "Waarmee mogen we u helpen?" is kept per tap; the button stays for whoever wants it.
"use strict";

for (const form of document.querySelectorAll("[data-saves-per-tap]")) {
  const said = form.querySelector("[data-saved]");
  let busy = false;
  let changed = false;

  const send = async () => {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
      });
      return answer.ok ? "Bewaard" : "Niet bewaard. Druk op “Bewaar”.";
    } catch {
      return "Niet bewaard: geen verbinding. Druk straks op “Bewaar”.";
    }
  };

  // One at a time, so that an earlier tap never overtakes a later one.
  const save = async () => {
    changed = true;
    if (busy) return;
    busy = true;
    said.textContent = "";
    let words = "";
    while (changed) {
      changed = false;
      words = await send();
    }
    busy = false;
    said.textContent = words;
  };
  form.addEventListener("change", save);
}

/* Puts on the clipboard what stands in a button, or in the field it names. Works without: the words are there to read. */
(() => {
  const said = document.querySelector("[data-copy-said]");
  const say = (words) => {
    if (said) {
      said.textContent = words;
    }
  };

  const copy = async (button) => {
    const field = document.getElementById(button.dataset.copyOf || "");
    try {
      if (field && button.dataset.copyRich !== undefined) {
        const item = new ClipboardItem({
          "text/html": new Blob([field.value], { type: "text/html" }),
          "text/plain": new Blob([document.getElementById(button.dataset.copyRich).value], {
            type: "text/plain",
          }),
        });
        await navigator.clipboard.write([item]);
      } else {
        await navigator.clipboard.writeText(field ? field.value : button.dataset.copy);
      }
      say("Gekopieerd.");
    } catch {
      if (field) {
        field.focus();
        field.select();
        say("De tekst is geselecteerd. Druk op Ctrl of Cmd en C.");
      } else {
        say(`Kopiëren lukt niet in deze browser. Neem zelf over: ${button.dataset.copy}`);
      }
    }
  };

  document.querySelectorAll("[data-copy], [data-copy-of]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  });
})();

/* Counting while one types, copying, and the telephone's own way to share. Works without. */
(() => {
  const said = document.querySelector("[data-share-said]");

  const count = (area) => {
    const line = area.closest(".share-text").querySelector(".share-count");
    const length = [...area.value].length;
    line.querySelector("[data-share-count]").textContent = length;
    line.classList.toggle("share-count--over", length > Number(area.dataset.shareLimit));
  };
  document.querySelectorAll("[data-share-limit]").forEach((area) => {
    area.addEventListener("input", () => count(area));
    count(area);
  });

  const copy = async (button) => {
    const field = document.getElementById(button.dataset.shareCopy);
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "Gekopieerd.";
    } catch {
      field.focus();
      field.select(); // not every browser lets a page write there: then one key is left to press
      said.textContent = "De tekst is geselecteerd. Druk op Ctrl of Cmd en C.";
    }
    const words = button.firstChild;
    const before = words.textContent;
    if (before === "Kopieer") {
      words.textContent = said.textContent.startsWith("Gekopieerd") ? "Gekopieerd" : "Geselecteerd";
      setTimeout(() => {
        words.textContent = before;
      }, 3000);
    }
  };
  document.querySelectorAll("[data-share-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  });

  if (navigator.share) {
    document.querySelectorAll("[data-share-send]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        navigator
          .share({ text: document.getElementById(button.dataset.shareSend).value })
          .catch(() => {});
      });
    });
  }
})();

// A file that is too large is refused where it is chosen: once sent, the answer is a bare 413, and
// the button of the chooser keeps turning.
(() => {
  const { mostPicture, mostFile } = document.currentScript.dataset;
  const told = new WeakMap();

  document.addEventListener(
    "change",
    (event) => {
      const input = event.target;
      if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
      told.get(input)?.remove();
      input.removeAttribute("aria-invalid");
      const isPicture = input.accept.includes("image");
      const most = Number(isPicture ? mostPicture : mostFile);
      // Where many are sent at once, Wagtail says it beside each of them.
      if (input.multiple || ![...input.files].some((file) => file.size > most)) return;
      const words = document.createElement("p");
      words.className = "error-message";
      words.setAttribute("role", "alert");
      const what = isPicture ? "Deze foto" : "Dit bestand";
      words.textContent = `${what} is te groot. Hoogstens ${Math.floor(most / 1024 / 1024)} MB.`;
      told.set(input, words);
      input.after(words);
      input.setAttribute("aria-invalid", "true");
      input.value = ""; // what is typed beside it stays, and can be sent with another
      event.stopImmediatePropagation();
    },
    true,
  );
})();

// Before the first paint: the weather of the page as the visitor last chose it.
try {
  const theme = localStorage.getItem("weergave");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  /* storage is closed: the page follows the device */
}

// Before the first paint: scripts run here, and the weather of the page as the visitor last chose it.
document.documentElement.classList.add("js");
try {
  const theme = localStorage.getItem("weergave");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  /* storage is closed: the page follows the device */
}

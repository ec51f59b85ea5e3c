// Whatever is typed in an editor counts as unsaved until a save has sent it.
// Wagtail takes the form as it stands two seconds after opening, and as it stands when a save is
// answered, for saved: what was typed in between would be autosaved by the next change alone.
(() => {
  const form = () => window.wagtail?.app.queryController("w-unsaved");
  // All that a person fills in; the server numbers new rows in its answer.
  const filledIn = (data) =>
    [...new URLSearchParams(data)]
      .filter(([name]) => !/-(id|INITIAL_FORMS)$/.test(name))
      .join("\n");
  let typed = false; // before Wagtail began to watch
  let sent = null;
  document.addEventListener("input", (event) => {
    typed ||= event.isTrusted && Boolean(form()?.element.contains(event.target));
  });
  document.addEventListener("w-unsaved:watch-edits", () => {
    if (typed && sent === null) form().initialFormData = "typed since";
  });
  document.addEventListener("w-autosave:save", () => {
    sent = form()?.formData ?? "";
  });
  document.addEventListener("w-autosave:success", () => {
    const watched = form();
    if (!sent || !watched) return;
    if (filledIn(watched.formData) !== filledIn(sent)) watched.initialFormData = sent;
  });
})();

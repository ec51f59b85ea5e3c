// "Gebruik mijn locatie": asked for by a click, rounded to about a kilometre before it leaves
// the device, and written into the address of the page like any other question.
"use strict";

for (const button of document.querySelectorAll("[data-locate]")) {
  if (!navigator.geolocation) continue;
  button.hidden = false;
  const says = document.getElementById(button.getAttribute("aria-describedby"));
  const tell = (text) => {
    if (says) says.textContent = text;
  };
  button.addEventListener("click", () => {
    button.disabled = true;
    tell("We zoeken waar u bent …");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const query = new URLSearchParams(new FormData(button.form));
        for (const [name, value] of [...query]) if (!value) query.delete(name);
        query.delete("plaats");
        query.set(
          "bij",
          [coords.latitude, coords.longitude].map((part) => part.toFixed(2)).join(","),
        );
        const answer = new URL(button.form.action);
        answer.search = query;
        location.assign(answer);
      },
      () => {
        button.disabled = false;
        tell("Uw toestel gaf geen locatie. Vul uw postcode of gemeente in.");
      },
      { maximumAge: 600000, timeout: 10000 },
    );
  });
}

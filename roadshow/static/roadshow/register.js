// A slip in the mail address is proposed back while typing; never a block.
"use strict";

const field = document.querySelector("[data-usual-domains]");

// One letter too many, too few, wrong, or two that changed places; as in roadshow/registration/typos.py.
const oneSlip = (typed, meant) => {
  let start = 0;
  while (start < Math.min(typed.length, meant.length) && typed[start] === meant[start]) start += 1;
  const rest = typed.slice(start),
    wanted = meant.slice(start);
  return (
    rest.slice(1) === wanted ||
    rest === wanted.slice(1) ||
    rest.slice(1) === wanted.slice(1) ||
    (rest[0] === wanted[1] && rest[1] === wanted[0] && rest.slice(2) === wanted.slice(2))
  );
};

if (field) {
  const [usual, real] = field.dataset.usualDomains.split("|").map((part) => part.trim().split(" "));
  const place = document.createElement("p");
  place.setAttribute("role", "status");
  field.after(place);
  const propose = () => {
    const at = field.value.lastIndexOf("@");
    const domain = field.value
      .slice(at + 1)
      .trim()
      .toLowerCase();
    if (at < 1 || usual.includes(domain) || real.includes(domain)) return;
    const meant = usual.find((name) => oneSlip(domain, name));
    if (!meant) return;
    const address = `${field.value.slice(0, at).trim()}@${meant}`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--ghost btn--small";
    button.textContent = `Bedoelt u ${address}?`;
    button.addEventListener("click", () => {
      field.value = address;
      place.replaceChildren();
      field.focus();
    });
    place.append(button);
  };
  // Not when the field is left: what appears or goes then moves the button that was just pressed.
  let pause;
  field.addEventListener("input", () => {
    place.replaceChildren();
    clearTimeout(pause);
    pause = setTimeout(propose, 500);
  });
}

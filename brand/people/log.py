"""How the history of the back office names what happens to accounts and partners."""

from wagtail.log_actions import LogFormatter

from brand.people import address, departure, invitation
from brand.sign_in import lockout, second_factor

SIMPLE = {
    invitation.INVITED: "Uitgenodigd per mail",
    address.CHANGED: "E-mailadres gewijzigd",
    invitation.ACCEPTED: "Uitnodiging aangenomen",
    second_factor.RESET: "Tweede factor weggehaald",
    lockout.LIFTED: "Blokkering opgeheven",
    departure.REOPENED: "Weer actief gemaakt",
}


def register(actions) -> None:
    for action, label in SIMPLE.items():
        actions.register_action(action, label, label)
    actions.register_action(departure.LEFT)(Left)
    actions.register_action(departure.CLOSED)(Closed)


class Left(LogFormatter):
    label = "Vertrokken"

    def format_message(self, entry):
        to = entry.data.get("to") or "niemand"
        return f"{entry.data.get('who', 'Iemand')} vertrok. Het werk ging naar {to}."


class Closed(LogFormatter):
    label = "Partner vertrokken"

    def format_message(self, entry):
        taken = "De verhalen gingen van de site." if entry.data.get("taken_down") else ""
        return f"De partner doet niet meer mee. {taken}".strip()

"""What a registration leaves on the lead of its employer."""

from leads import capture
from leads.models import Interaction
from roadshow import visit
from roadshow.models import Registration


def record_on_lead(registration: Registration, did: str) -> None:
    """Write on the employer's lead what happened; it is made when there is none."""
    stop = registration.stop
    registration.lead = capture.capture(
        name=registration.name,
        company=registration.company,
        email=registration.email,
        phone=registration.phone,
        tour=stop.get_parent(),
        host=stop.organisation,
        happened=(
            f"{did} {visit.place(stop)}, {visit.when(stop)}"
            f" ({visit.seats_words(registration.seats)})."
        ),
        touch=registration.touch,
        is_demo=registration.is_demo,
        is_proven=registration.is_present or registration.address_proven_at is not None,
    )
    registration.save(update_fields=["lead"])


def add_to_timeline(registration: Registration, did: str) -> None:
    """A line on the employer's lead about this visit."""
    if registration.lead:
        line = f"{did} ({visit.place(registration.stop)}, {visit.when(registration.stop)})."
        registration.lead.add_to_timeline(Interaction.Kind.REGISTRATION, line)

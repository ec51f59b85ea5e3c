"""What a registration leaves on the lead of its employer."""

from django.db.models import CharField
from wagtail.models import Page

from brand.queries.prepared import prepared
from leads import capture
from leads.models import Employer, Interaction, Lead
from roadshow import visit
from roadshow.models import Registration


def record_on_lead(registration: Registration, did: str) -> None:
    """Write on the employer's lead what happened; it is made when there is none."""
    registration.lead = lead_of(registration, did)
    registration.save(update_fields=["lead"])


def lead_of(registration: Registration, did: str) -> Lead:
    """The same for a registration that its caller saves, and may be new."""
    stop = registration.stop
    return capture.capture(
        name=registration.name,
        company=registration.company,
        email=registration.email,
        phone=registration.phone,
        tour=_pages.first(path=stop.path[: -Page.steplen]),
        host=stop.organisation,
        happened=(
            f"{did} {visit.place(stop)}, {visit.when(stop)}"
            f" ({visit.seats_words(registration.seats)})."
        ),
        touch=registration.touch,
        stop=stop,
        is_demo=registration.is_demo,
        meets_on=visit.day(stop),
        municipality=stop.venue.municipality,
        located_by=Employer.LocatedBy.STOP,
        is_proven=registration.is_present or registration.address_proven_at is not None,
    )


@prepared(path=CharField())
def _pages(path):
    return Page.objects.filter(path=path)


def add_to_timeline(registration: Registration, did: str) -> None:
    """A line on the employer's lead about this visit."""
    if registration.lead:
        line = f"{did} ({visit.place(registration.stop)}, {visit.when(registration.stop)})."
        registration.lead.add_to_timeline(Interaction.Kind.REGISTRATION, line)

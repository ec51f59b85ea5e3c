"""Rows from which figures are counted: real ones, of no example."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from brand.models import Municipality
from leads.models import CooperationForm, Placement
from leads.models.placements import Answer
from leads.placements import checks, code_list
from roadshow.models import Registration, StopPage
from tests.factories.leads import LeadFactory
from tests.factories.roadshow import RegistrationFactory, stop_in

BRUSSELS = ZoneInfo("Europe/Brussels")


def year() -> int:
    return timezone.localdate().year


def day_of_this_year(days_ago: int) -> date:
    """So many days ago, but never before the first of January."""
    today = timezone.localdate()
    return max(date(today.year, 1, 1), today - timedelta(days=days_ago))


def past_stop(town: str, partner, days_ago: int = 10, **fields) -> StopPage:
    begins = datetime.combine(day_of_this_year(days_ago), datetime.min.time(), BRUSSELS)
    return stop_in(
        town,
        organisation=partner,
        starts_at=begins + timedelta(minutes=1),
        ends_at=begins + timedelta(minutes=2),
        **fields,
    )


def came(stop: StopPage, *seats: int) -> list[Registration]:
    """One registration that was present, for each number of people that came in."""
    return [
        RegistrationFactory(
            stop=stop,
            state=Registration.State.PRESENT,
            seats=number,
            arrived_seats=number,
            arrived_at=stop.starts_at,
        )
        for number in seats
    ]


def placement(partner, town: Municipality | None = None, code: str = "enclave", **fields):
    """Confirmed by both sides, begun this year."""
    code_list.lay()
    lead = fields.pop("lead", None) or LeadFactory(
        owner_organisation=partner, employer__municipality=town
    )
    fields = {
        "people": 4,
        "start": day_of_this_year(120),
        "employer_answer": Answer.YES,
        "partner_answer": Answer.YES,
        **fields,
    }
    form = CooperationForm.objects.get(code=code)
    made = Placement.objects.create(lead=lead, partner=partner, form=form, **fields)
    checks.plan(made)
    return made

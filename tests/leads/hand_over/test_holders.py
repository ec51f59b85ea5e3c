"""Who has an employer's question, and until when."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from leads.follow_up import actions
from leads.hand_over import offers
from leads.hand_over.holders import holders, kept_until
from leads.models import Lead
from leads.stages import Stage
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=BRUSSELS), tick=False) as clock:
        yield clock


@pytest.fixture
def lead(people):
    return LeadFactory(owner_organisation=people.partner, owner=people.owner)


def told(lead):
    return [(one.partner, one.says, one.until) for one in holders(Lead.objects.get(pk=lead.pk))]


OWNS = "volgt uw vraag op en heeft uw gegevens"
ASKED = "kreeg de vraag om u te helpen, met uw bedrijf en wat u wilt, zonder uw naam"
GAVE = "gaf uw vraag door, en ziet alleen nog wat ervan kwam"


def test_from_one_partner_to_another(lead, people):
    assert told(lead) == [("VOORBEELD De Proefhal", OWNS, date(2028, 11, 24))]
    offered = offers.offer(lead, people.other, people.owner)
    assert told(lead)[1:] == [("VOORBEELD De Overkant", ASKED, date(2026, 11, 26))]
    offers.accept(offered, people.outsider)
    assert told(lead) == [
        ("VOORBEELD De Overkant", OWNS, date(2028, 11, 24)),
        ("VOORBEELD De Proefhal", GAVE, None),
    ]
    back = offers.offer(Lead.objects.get(), people.partner, people.outsider)
    offers.accept(back, people.owner)
    assert told(lead) == [
        ("VOORBEELD De Proefhal", OWNS, date(2028, 11, 24)),
        ("VOORBEELD De Overkant", GAVE, None),
    ]


def test_later_contact_and_a_date_ahead_start_the_term_again(lead, people, monday):
    monday.shift(timedelta(days=10))
    actions.log(lead, "notitie", people.owner, "Gesproken.")
    assert kept_until(Lead.objects.get()) == date(2028, 12, 4)
    Lead.objects.update(next_action_on=date(2027, 3, 1))
    assert kept_until(Lead.objects.get()) == date(2029, 3, 2)


def test_an_outcome_is_kept_longer(lead, settings):
    Lead.objects.update(stage=Stage.COOPERATION)
    years = settings.RETENTION_MONTHS["outcomes"] // 12
    assert kept_until(Lead.objects.get()) == date(2026 + years, 11, 24)

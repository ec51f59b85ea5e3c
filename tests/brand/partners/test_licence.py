"""Until when a partner may use the brand: in words, and in time, once for each."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from brand import emails, founding, mail, permissions
from brand.models import OutgoingMail, Role
from brand.partners import licence
from tests.factories.brand import OrganisationFactory, member

pytestmark = pytest.mark.django_db
END = date(2027, 3, 31)


def on(day: int, month: int):
    return time_machine.travel(
        datetime(2027, month, day, 10, tzinfo=ZoneInfo("Europe/Brussels")), tick=False
    )


@pytest.fixture
def partner():
    made = OrganisationFactory(name="VOORBEELD De Proefhal", licence_until=END)
    member(made, Role.BEHEERDER, email="boss@hal.be")
    member(made, Role.COORDINATOR, email="sam@hal.be")
    house = OrganisationFactory(is_federation=True)
    member(house, Role.BEHEERDER, email="keeper@huis.be")
    member(house, Role.MARKETEER, email="lezer@huis.be")
    return made


@pytest.mark.parametrize(
    ("day", "month", "words"),
    [
        (1, 1, "tot en met 31 maart 2027"),
        (30, 3, "tot en met 31 maart 2027, nog 1 dag"),
        (7, 3, "tot en met 31 maart 2027, nog 24 dagen"),
        (31, 3, "vandaag de laatste dag"),
        (1, 4, "afgelopen op 31 maart 2027: nieuwe verhalen wachten"),
    ],
)
def test_in_words(partner, day, month, words):
    with on(day, month):
        assert licence.in_words(partner) == words


def test_in_words_without_an_end_or_a_partner(partner):
    partner.licence_until = None
    assert licence.in_words(partner) == "zonder einddatum"
    partner.is_active = False
    assert licence.in_words(partner) == "doet niet meer mee"


def test_the_list_shows_it(founded, partner, client):
    boss = partner.memberships.get(role=Role.BEHEERDER).user
    founding.welcome(partner)
    permissions.place_in_groups(boss)
    client.force_login(boss)
    with on(30, 3):
        client.force_login(boss)
        page = client.get("/beheer/partners/").content.decode()
    assert "tot en met 31 maart 2027, nog 1 dag" in page


def test_each_step_is_one_mail_to_each_who_can_act(partner):
    for day, month, total in [
        (29, 1, 0),  # 61 days before
        (30, 1, 2),
        (1, 2, 2),
        (1, 3, 4),
        (24, 3, 6),
        (31, 3, 8),
        (2, 4, 8),
    ]:
        with on(day, month):
            licence.warn()
            licence.warn()
            assert OutgoingMail.objects.count() == total, (day, month)
    receivers = {mail_of(row) for row in OutgoingMail.objects.all()}
    assert receivers == {"boss@hal.be", "keeper@huis.be"}


def mail_of(row) -> str:
    with on(24, 3):
        return mail.make(row).to


def test_a_day_that_was_missed_is_made_good(partner):
    with on(3, 4):
        licence.warn()
    assert OutgoingMail.objects.count() == 2
    with on(30, 4):
        OutgoingMail.objects.all().delete()
        licence.warn()
    assert OutgoingMail.objects.count() == 0


def test_the_mail_counts_on_the_day_it_leaves(partner):
    boss = partner.memberships.get(role=Role.BEHEERDER).user
    ref = f"{partner.pk}-{boss.pk}"
    for day, month, subject in [
        (1, 3, "De licentie van VOORBEELD De Proefhal loopt af over 30 dagen"),
        (30, 3, "De licentie van VOORBEELD De Proefhal loopt af over 1 dag"),
        (31, 3, "Vandaag loopt de licentie van VOORBEELD De Proefhal af"),
        (1, 4, "De licentie van VOORBEELD De Proefhal is afgelopen"),
    ]:
        with on(day, month):
            assert emails.licence_ends(ref).subject == subject
    partner.licence_until = date(2028, 3, 31)
    partner.save()
    with on(1, 3):
        assert emails.licence_ends(ref) is None

"""A registration is kept for a year after its stop; that somebody came stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand import mail
from brand.models import OutboxState, OutgoingMail
from brand.privacy import retention
from leads.models import Contact
from roadshow.models import Companion, Registration, Repeat
from roadshow.models.registrations import State
from roadshow.registration import changes, register
from tests.factories.roadshow import RegistrationFactory, stop_in

pytestmark = pytest.mark.django_db
WHAT = "Inschrijvingen, met wie meekwam"


@pytest.fixture
def genk():
    return stop_in("Genk")


@pytest.fixture
def an(genk):
    registration = register.register(
        genk,
        name="An Peeters",
        company="Peeters & Zoon",
        email="an@peeters.be",
        phone="0470 12 34 56",
        companions=[("Bo Maes", "bo@maes.be")],
    )
    register.register(genk, name="An Peeters", company="Peeters", email="an@peeters.be")
    changes.add_companion(registration, "Cas Claes")
    Registration.objects.filter(pk=registration.pk).update(wish_note="Bel An", state=State.PRESENT)
    registration.refresh_from_db()
    return registration


def over(stop, days):
    stop.starts_at = timezone.now() - timedelta(days=days)
    stop.ends_at = stop.starts_at + timedelta(hours=2)
    type(stop).objects.filter(pk=stop.pk).update(starts_at=stop.starts_at, ends_at=stop.ends_at)


@pytest.mark.parametrize("days", [-20, 1, 360])
def test_within_the_year_everything_stays(genk, an, days):
    over(genk, days)
    assert retention.run()[WHAT] == 0
    assert Registration.objects.get().name == "An Peeters"


def test_afterwards_a_visit_is_left_and_nobody(genk, an):
    link, code = an.token, an.door_code
    over(genk, 370)
    assert retention.run()[WHAT] == 1
    assert retention.run()[WHAT] == 0
    row = Registration.objects.get()
    assert (row.name, row.company, row.phone, row.wish_note, row.lead) == (
        "Gewist",
        "",
        "",
        "",
        None,
    )
    assert row.email == f"gewist-{row.pk}@gewist.invalid"
    assert (row.state, row.seats, row.stop_id) == (State.PRESENT, 3, genk.pk)
    assert Registration.find(link) is None
    assert row.door_code != code
    assert (Companion.objects.count(), Repeat.objects.count()) == (0, 0)


def test_the_dossier_forgets_the_names_and_keeps_the_visit(genk, an):
    lead = an.lead
    over(genk, 370)
    retention.run()
    said = "\n".join(lead.interactions.values_list("note", flat=True))
    assert "Schreef in voor Genk" in said
    assert "Brengt [gewist] mee" in said
    for word in ("Peeters", "Maes", "Claes", "peeters.be"):
        assert word not in said
    # Whoever follows the employer up still knows whom to call: that is another purpose.
    assert Contact.objects.get().email == "an@peeters.be"


def test_mail_about_it_keeps_no_words_and_what_waits_is_not_sent(genk, an):
    OutgoingMail.objects.filter(kind="roadshow.emails.confirmed").update(
        state=OutboxState.DONE, to="an@peeters.be", subject="Bevestigd", text="Dag An", html="<p>"
    )
    other = mail.post("roadshow.emails.confirmed", RegistrationFactory(stop=genk).pk)
    over(genk, 370)
    Registration.objects.exclude(pk=an.pk).update(erased_at=timezone.now())
    retention.run()
    assert set(OutgoingMail.objects.values_list("ref", "to", "subject", "text", "html")) == {
        (str(an.pk), "", "", "", ""),
        (other.ref, "", "", "", ""),
    }

"""What is kept no longer goes, every day, and the federation sees how much."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from brand import audience, checks, permissions, retention
from brand.models import (
    AddressChange,
    Erasure,
    Invitation,
    Membership,
    OutboxState,
    OutgoingMail,
    Role,
    Subscription,
    SubscriptionRecord,
    SyncJob,
)
from brand.privacy import retention as privacy_retention
from tests.factories.brand import MembershipFactory, cast, member
from tests.factories.outbox import OutgoingMailFactory, SubscriptionFactory, SyncJobFactory

pytestmark = pytest.mark.django_db
S = OutboxState
OLD = timedelta(days=3 * 365)
WHATS = [
    "Inhoud van mails",
    "Mails (soort en stand)",
    "Dat er een mail binnenkwam",
    "Opdrachten voor de nieuwsbriefdienst",
    "Nieuwsbrief: niet bevestigde aanvragen",
    "Nieuwsbrief: adressen van wie stopte",
    "Wie welke nieuwsbrief kreeg",
    "Wie welk merkbestand meenam",
    "Verlopen sessies",
    "Uitnodigingen die gebruikt of verlopen zijn",
    "Nieuwe adressen van collega’s, bevestigd of verlopen",
    "Eenmanszaken uit KBO",
    "Rijen van ingelezen lijsten",
    "Opdrachten van koppelingen: welke al gebeurd zijn",
    "Berichten aan koppelingen",
    "Opvolgdossiers zonder resultaat",
    "Samenwerkingen: de namen erin",
    "Werkgevers zonder dossier",
    "Inschrijvingen, met wie meekwam",
    "Mensen die nooit toestemming gaven",
    "Mensen wier toestemming lang voorbij is",
    "Wie een verhaal mocht vertellen",
    "Wie iets meenam voor de pers",
]


def age(row, **fields):
    type(row).objects.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize(
    ("now", "months", "before"),
    [
        (datetime(2026, 11, 26, 3, tzinfo=UTC), 12, datetime(2025, 11, 26, 3, tzinfo=UTC)),
        (datetime(2026, 3, 31, 3, tzinfo=UTC), 1, datetime(2026, 2, 28, 3, tzinfo=UTC)),
        (datetime(2026, 1, 15, 3, tzinfo=UTC), 13, datetime(2024, 12, 15, 3, tzinfo=UTC)),
        (datetime(2026, 1, 15, 3, tzinfo=UTC), 0, datetime(2026, 1, 15, 3, tzinfo=UTC)),
    ],
)
def test_months_are_those_of_the_calendar(now, months, before):
    assert privacy_retention.months_before(now, months) == before


def test_every_room_says_what_it_keeps():
    assert [purpose.what for purpose in privacy_retention.known()] == WHATS


def test_the_periods_are_those_that_were_proposed(settings):
    assert settings.RETENTION_MONTHS == {
        "registrations": 12,
        "leads": 24,
        "outcomes": 60,
        "unanswered": 12,
        "consent_proof": 60,
        "newsletter_requests": 2,
        "newsletter_stopped": 60,
        "invitations": 3,
        "mail_words": 3,
        "mail_rows": 13,
    }


def test_no_period_at_all_is_refused(settings):
    settings.RETENTION_MONTHS = {**settings.RETENTION_MONTHS, "leads": 0}
    [error] = checks.retention(None)
    assert (error.msg, error.id) == ("KEEP_LEADS kan niet.", "brand.E004")


def test_words_of_mail_go_after_three_months_and_rows_after_thirteen():
    now = timezone.now()
    for name, days in {"jong": 85, "oud": 95, "stokoud": 400}.items():
        row = OutgoingMailFactory(ref=name, state=S.DONE, to="an@bedrijf.be", text="Dag An")
        age(row, created_at=now - timedelta(days=days))
    waiting = OutgoingMailFactory(ref="wacht", to="an@bedrijf.be")
    age(waiting, created_at=now - timedelta(days=401))
    assert privacy_retention.run()["Inhoud van mails"] == 2
    assert dict(OutgoingMail.objects.values_list("ref", "to")) == {
        "jong": "an@bedrijf.be",
        "oud": "",
        "wacht": "an@bedrijf.be",
    }


def test_orders_for_the_newsletter_service_go_after_three_months():
    for days in (85, 95):
        job = SyncJobFactory(state=S.DONE)
        age(job, done_at=timezone.now() - timedelta(days=days))
    SyncJobFactory(state=S.GIVEN_UP)
    privacy_retention.run()
    assert SyncJob.objects.count() == 2


def test_who_never_confirmed_the_newsletter_is_forgotten():
    old = audience.subscribe("an@bedrijf.be", source="een test")
    audience.subscribe("bo@bedrijf.be", source="een test")
    on = SubscriptionFactory(email="cas@bedrijf.be")
    for row in (old, on):
        age(row, created_at=timezone.now() - OLD)
    SubscriptionRecord.objects.filter(subscription=old).update(at=timezone.now() - OLD)
    assert privacy_retention.run()["Nieuwsbrief: niet bevestigde aanvragen"] == 1
    assert set(Subscription.objects.values_list("email", flat=True)) == {
        "bo@bedrijf.be",
        "cas@bedrijf.be",
    }


def test_of_who_stopped_long_ago_only_a_hash_keeps_the_address_off(settings):
    row = SubscriptionFactory(email="an@bedrijf.be")
    audience.stop(row, way="een test")
    assert privacy_retention.run()["Nieuwsbrief: adressen van wie stopte"] == 0
    ago = timezone.now() - timedelta(days=6 * 365)
    age(row, stopped_at=ago)
    row.consents.update(at=ago)
    assert privacy_retention.run()["Nieuwsbrief: adressen van wie stopte"] == 1
    row.refresh_from_db()
    assert (row.email, row.name, row.company) == (None, "", "")
    assert audience.is_suppressed("an@bedrijf.be")
    assert [consent.said for consent in row.consents.all()] == ["gestopt", "gewist"]


def test_expired_sessions_and_used_invitations_go():
    now = timezone.now()
    Session.objects.create(session_key="a", session_data="", expire_date=now - timedelta(hours=1))
    Session.objects.create(session_key="b", session_data="", expire_date=now + timedelta(hours=1))
    membership = MembershipFactory()
    for days in (80, 100):
        Invitation.objects.create(
            membership=membership,
            used_at=now - timedelta(days=days),
            expires_at=now - timedelta(days=days - 1),
        )
    Invitation.objects.create(membership=membership)
    for days in (80, 100):
        AddressChange.objects.create(
            user=membership.user,
            email="nieuw@bedrijf.be",
            old_email="oud@bedrijf.be",
            expires_at=now - timedelta(days=days),
        )
    gone = privacy_retention.run()
    assert (gone["Verlopen sessies"], Session.objects.get().session_key) == (1, "b")
    assert gone["Uitnodigingen die gebruikt of verlopen zijn"] == 1
    assert Invitation.objects.count() == 2
    assert AddressChange.objects.count() == 1
    assert Membership.objects.count() == 1


def test_the_command_counts_and_erases_nothing():
    row = OutgoingMailFactory(state=S.DONE, to="an@bedrijf.be", text="Dag An")
    age(row, created_at=timezone.now() - timedelta(days=100))
    said = StringIO()
    call_command("retention", "--dry-run", stdout=said)
    assert said.getvalue().splitlines()[0] == (
        "      1 zou gewist worden: Inhoud van mails (3 maanden na de mail)"
    )
    assert len(said.getvalue().splitlines()) == len(WHATS)
    row.refresh_from_db()
    assert (row.text, Erasure.objects.count()) == ("Dag An", 0)
    said = StringIO()
    call_command("retention", stdout=said)
    assert said.getvalue().splitlines()[0].strip().startswith("1 gewist: Inhoud van mails")
    assert list(Erasure.objects.values_list("what", "count", "why")) == [
        ("Inhoud van mails", 1, "termijn")
    ]


def test_a_purpose_that_fails_does_not_keep_the_others_waiting(monkeypatch):
    def broken(rows):
        raise RuntimeError("stuk")

    first, *others = retention.PURPOSES
    monkeypatch.setattr(retention, "PURPOSES", [first._replace(erase=broken), *others])
    Session.objects.create(session_key="a", session_data="", expire_date=timezone.now())
    with pytest.raises(
        privacy_retention.Incomplete, match=r"^Niet alles is gewist: Inhoud van mails\.$"
    ):
        privacy_retention.run()
    assert Session.objects.count() == 0


def test_the_federation_reads_what_went_and_nobody_else(client):
    people = cast()
    Erasure.objects.create(what="Inschrijvingen, met wie meekwam", count=12)
    url = reverse("erasures:index")
    keeper, other = member(people.house, Role.BEHEERDER), member(people.house, Role.COORDINATOR)
    permissions.establish_roles()
    for user in (keeper, other, people.owner):
        permissions.place_in_groups(user)
    client.force_login(keeper)
    page = client.get(url).content.decode()
    assert page.index("Wat al gewist is") < page.index("Hoe lang we wat bewaren")
    assert "60 maanden" not in page
    assert re.sub(r"\s+", " ", page.split('"pagination__end"')[1])[1:].strip().startswith("1 regel")
    for words in (
        "Inschrijvingen, met wie meekwam",
        "12",
        "12 maanden na de halte",
        "5 jaar na het einde",
    ):
        assert words in page
    Erasure.objects.all().delete()
    assert "Er is nog niets gewist." in client.get(url).text
    assert "Wat is gewist" in client.get(reverse("wagtailadmin_home")).content.decode()
    for user in (other, people.owner):
        client.force_login(user)
        assert client.get(url).status_code == 404
        assert client.get(reverse("erasures:index_results")).status_code == 404

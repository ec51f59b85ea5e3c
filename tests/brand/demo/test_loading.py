"""The demo: loaded whole, loaded once, marked, never mailed, and gone in one click."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from brand import demo
from brand.models import (
    Membership,
    Organisation,
    OutboxState,
    OutgoingMail,
    Picture,
    Role,
    SyncJob,
    User,
)
from leads.models import Lead
from leads.reports.figures import Scope, figures
from leads.stages import Stage
from roadshow.models import StopPage
from tests.support import snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db):
    snapshot.with_demo()


def rows() -> dict[str, int]:
    """How many rows each of our tables holds."""
    ours = ("brand", "leads", "roadshow", "stories")
    return {
        model._meta.label: model._base_manager.count()
        for name in ours
        for model in apps.get_app_config(name).get_models()
    }


def test_its_figures_look_like_those_of_people(loaded):
    """Nobody keeps every promise: an example that does teaches nothing."""
    [scope] = [Scope(user) for user in User.objects.filter(email=f"federatie@{demo.MAIL_DOMAIN}")]
    found = {one.key: {row.label: row.number for row in one.rows} for one in figures(scope)}
    kept, answered = found["belofte"], found["antwoordtijd"]
    assert kept["Op tijd beantwoord"] > kept["Later dan beloofd"] > 0
    assert kept["Nu te laat"] > 0
    assert all(answered[label] for label in ("Binnen een dag", "Binnen drie dagen"))
    assert answered["Binnen een week"] + answered["Langer dan een week"] > 0
    unanswered = Lead.objects.filter(stage=Stage.NO_MATCH, first_responded_at=None)
    assert unanswered.count() == 1


def test_it_comes_once_is_marked_and_goes_wholly(founded, client):
    before = rows()
    snapshot.with_demo()
    once = rows()
    call_command("demo", verbosity=0)
    assert rows() == once
    assert set(Organisation.objects.values_list("name", flat=True)) == {
        "Federatie Meewerkers (VOORBEELD)",
        "De Werkschuit (VOORBEELD)",
        "Handgreep Noord (VOORBEELD)",
        "Tuinwijk Groenwerk (VOORBEELD)",
        "Atelier Zuidpunt (VOORBEELD)",
    }
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role.values)
    assert not OutgoingMail.objects.exists()
    assert not SyncJob.objects.exclude(state=OutboxState.DONE).exists()
    call_command("demo", "--remove", "--dry-run", verbosity=0)
    assert rows() == once
    call_command("demo", "--remove", "--noinput", verbosity=0)
    after = rows()
    kept = {"brand.Activity", "brand.JobRun"}
    assert not Group.objects.filter(name__contains="VOORBEELD").exists()
    assert {name: after[name] for name in after if after[name] != before[name]}.keys() <= kept
    assert client.get("/").status_code == 200


def test_each_account_signs_in_with_the_printed_password(loaded):
    for address, _, _ in demo.accounts():
        assert User.objects.get(email=address).check_password(demo.password())


def test_away_from_this_machine_nobody_knows_a_password(settings, db):
    settings.SITE_HOST = "meewerkers.example"
    demo.load(timezone.now())
    assert demo.password() is None
    assert not User.objects.get(email="federatie@voorbeeld.example").check_password(demo.password())


def test_every_address_of_the_demo_leads_nowhere(loaded):
    addresses = set(User.objects.values_list("email", flat=True))
    addresses |= set(Organisation.objects.exclude(email="").values_list("email", flat=True))
    assert {address.rpartition(".")[2] for address in addresses} == {"example"}


def test_its_pictures_are_drawn_and_described(loaded):
    pictures = Picture.objects.filter(is_demo=True)
    assert pictures.count() >= 10
    assert not pictures.filter(alt="").exists()


def test_who_answers_at_a_stop_works_for_its_host(loaded):
    stops = StopPage.objects.all()
    assert len(stops) == 12
    for stop in stops:
        hosts = User.objects.filter(memberships__organisation=stop.organisation)
        assert stop.contact_name in {user.get_full_name() for user in hosts}

"""What is sent in the place of a row's number is answered as no such row; it breaks nothing."""

from pathlib import Path

import pytest
from django.test import Client

from brand import mail, permissions
from brand.models import Organisation, OutgoingMail, Role
from roadshow.models import Registration, StopPage
from stories.editor import actions
from stories.models import PortrayedPerson, StoryPage
from tests.factories.brand import member
from tests.support import snapshot

pytestmark = pytest.mark.django_db
NOT_NUMBERS = ["²", "9" * 30, "9" * 19, "-1", "", "٣"]
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def keeper(db):
    """Whoever keeps the brand reaches every screen."""
    snapshot.with_demo()
    client = Client(raise_request_exception=False)
    # A demo account only comes in where the site serves this machine alone.
    user = member(Organisation.objects.get(is_federation=True), Role.BEHEERDER)
    permissions.place_in_groups(user)
    client.force_login(user)
    assert client.get("/beheer/").status_code == 200
    return client


def test_in_a_query_a_form_and_an_address(keeper):
    """In one test, for the demo is dear to lay down."""
    person, story = PortrayedPerson.objects.first(), StoryPage.objects.first()
    stop = StopPage.objects.filter(cancelled_at=None).first()
    asked = [
        ("/beheer/toestemming/kleuren/", "foto"),
        (f"/beheer/toestemming/vragen/{person.pk}/", "foto"),
        (f"/beheer/toestemming/vragen/{person.pk}/", "verhaal"),
        ("/beheer/bijdragen/nieuw/", "persoon"),
        ("/beheer/haltes/nieuw/", "locatie"),
        ("/beheer/choose-page/chosen-multiple/", "id"),
        ("/beheer/images/chooser/chosen-multiple/", "id"),
        ("/beheer/bulk/wagtailcore/page/publish/", "id"),
        ("/beheer/bulk/wagtailcore/page/publish/?id=all", "childOf"),
        ("/beheer/bulk/leads/lead/snooze/", "id"),
        ("/beheer/person_chooser/", "partner"),
        ("/beheer/person_chooser/chosen-multiple/", "id"),
        (f"/beheer/delen/{story.pk}/", "partner"),
        ("/beheer/opvolging/dossiers/", "owner"),
        ("/beheer/opvolging/dossiers/", "owner_organisation"),
        ("/beheer/inschrijvingen/", "stop"),
    ]
    sent = [
        (f"/onthaal/{stop.slug}/tik/", "registration"),
        (f"/mijn/{Registration.objects.first().token}/meebrengen/", "remove"),
        (f"/beheer/verhalen/{story.pk}/taaltips/", "picture"),
        (f"/beheer/pages/{story.pk}/edit/", actions.ASK),
    ]
    answers = {}
    for text in NOT_NUMBERS:
        for path, name in asked:
            answers[path, name, text] = keeper.get(path, {name: text}).status_code
        for path, name in sent:
            answers[f"POST {path}", name, text] = keeper.post(path, {name: text}).status_code
        if text:
            path = f"/api/v1/verhalen/{text}/"
            answers[path, "", text] = keeper.get(path).status_code
    assert {
        key: status for key, status in answers.items() if status not in (200, 302, 400, 404)
    } == {}


def test_in_the_reference_of_a_mail(monkeypatch):
    monkeypatch.setattr("brand.mail.mail_function", lambda kind: lambda ref: ref)
    made = [mail.make(OutgoingMail(kind="x", ref=ref)) for ref in ("12", "12-5", "²")]
    assert made == [12, "12-5", "²"]


def test_there_is_one_home_for_it():
    """Elsewhere only a count is read (the API's page), and a version of the tools.

    A migration keeps its own copy: it must do the same whatever the product does later.
    """
    asks = {
        str(path.relative_to(ROOT))
        for room in ("brand", "leads", "roadshow", "stories")
        for path in (ROOT / room).rglob("*.py")
        if not {"node_modules", "migrations"} & set(path.parts)
        if ".isdigit()" in (text := path.read_text()) or ".isdecimal()" in text
    }
    assert asks == {"brand/api/views.py", "brand/setting_up/assets.py", "brand/text.py"}

"""Every road to a valid consent without the person who is shown: none leads there."""

import json
from contextlib import nullcontext

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import modelform_factory
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from brand import permissions
from brand.models import Role
from stories.consent import requests
from stories.gate import consent
from stories.models import Consent, ConsentReceipt, ConsentRequest, StoryPage
from tests.factories.brand import member
from tests.factories.stories import ConsentFactory, PersonFactory, picture, story
from tests.support import walking

pytestmark = pytest.mark.django_db
Way = Consent.Way
# Everything that a form of the house could ever take as a yes, sent to every address at once.
GREEDY = {
    "taking": "ja",
    "channels": list(Consent.Channel.values),
    "channel": "website",
    "purpose": "tonen",
    "name_level": "volledig",
    "given_on": "2026-01-01",
    "until": "2028-01-01",
    "reason": "Zij zei het aan de telefoon.",
    "present": "Lien",
    "zeker": "ja",
    "mail": "1",
    "withdrawn_at": "",
    "language": "nl",
}


@pytest.fixture
def shown(people):
    person = PersonFactory(
        organisation=people.partner, name="Nadia Proef", email="nadia@voorbeeld.be"
    )
    return story(person, picture=picture(1), title="Nadia bakt")


@pytest.fixture
def person(shown):
    return shown.portrayals.get().person


def nothing_is_allowed(page) -> bool:
    given = Consent.objects.valid().exists() or ConsentReceipt.objects.yes().exists()
    return not given and len(consent.missing(page)) == 1


def screens(page, person) -> list[str]:
    """Every address of the back office that is about people, consent or this story."""
    about = {"pk": person.pk, "page_id": page.pk, "story": page.pk}
    found = []
    for name in get_resolver().reverse_dict:
        if not isinstance(name, str) or not name.startswith(("consent", "story", "contribution")):
            continue
        for names in ({"pk"}, {"page_id"}, set()):
            try:
                found.append(reverse(name, kwargs={one: about[one] for one in names}))
            except NoReverseMatch:  # this address wants other arguments
                continue
    for name in ("edit", "add", "copy", "withdraw", "inspect"):
        for args in ([person.pk], []):
            try:
                found.append(reverse(f"portrayedperson:{name}", args=args))
            except NoReverseMatch:
                continue
    found.append(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return sorted(set(found))


ROLES = [*Role, "federation", "two roles"]


@pytest.mark.parametrize("role", ROLES)
def test_no_form_of_the_back_office_leads_there(role, people, shown, person, client):
    if role == "federation":
        user = people.federation
    elif role == "two roles":
        user = member(people.partner, Role.MARKETEER)
        people.other.memberships.create(user=user, role=Role.BEHEERDER)
    else:
        user = member(people.partner, role)
    permissions.place_in_groups(user)
    addresses = screens(shown, person)
    assert len(addresses) > 10
    client.raise_request_exception = False  # what no screen can read allows nothing either
    who = {"name": person.name, "organisation": person.organisation_id, "person": person.pk}
    drawn = nullcontext if role == Role.MARKETEER else walking.undrawn
    for address in addresses:
        ways = Way.values if address == reverse("consent_ask", args=[person.pk]) else ["link"]
        for way in ways:
            client.force_login(user)
            with drawn():
                client.post(address, {**GREEDY, **who, "way": way, "story": shown.pk})
            assert nothing_is_allowed(shown), (address, way)


def test_a_browser_in_which_a_member_is_signed_in_can_look_and_not_answer(
    people, shown, person, client
):
    for user in (people.marketer, people.federation, people.outsider):
        link = requests.ask(person, story=shown, by=people.marketer)
        client.force_login(user)
        address = f"/toestemming/{link.token}/"
        assert client.get(address).status_code == 200
        for path in (address, f"{address}wijzig/"):
            response = client.post(path, {**GREEDY, "present": "Lien Tester"})
            assert response.status_code == 403
            page = response.content.decode()
            assert "Alleen de persoon zelf antwoordt." in page
            assert 'value="Lien Tester"' in page
        agrees = client.post(f"{address}klopt/{shown.pk}/", {"text_hash": "x"})
        assert agrees.status_code == client.post(f"{address}stop/", GREEDY).status_code == 403
        assert nothing_is_allowed(shown)
        client.logout()
    client.post(address, GREEDY)  # the very same, by whoever is nobody here: only this is a test
    assert consent.missing(shown) == []


def test_a_member_who_still_owes_the_code_is_a_member(people, shown, person, client):
    link = requests.ask(person, story=shown)
    session = client.session
    session["_auth_user_id"] = str(people.marketer.pk)
    session.save()
    assert client.post(f"/toestemming/{link.token}/", GREEDY).status_code == 403
    assert nothing_is_allowed(shown)


def test_no_form_of_the_models_has_a_field(shown):
    for model in (Consent, ConsentReceipt):
        form = modelform_factory(model, fields="__all__")({**GREEDY, "way": "link"})
        assert list(form.fields) == []
        with (
            pytest.raises((ValidationError, IntegrityError, ConsentReceipt.DoesNotExist)),
            transaction.atomic(),
        ):
            form.save()


WITHOUT = {
    "a question nobody answered": lambda person, page: {
        "way": Way.LINK,
        "request": requests.ask(person, story=page),
    },
    "somebody else's answer": lambda person, page: {
        "way": Way.LINK,
        "request": answered(PersonFactory(organisation=person.organisation)),
    },
    "an answer of another way": lambda person, page: {"way": Way.HERE, "request": answered(person)},
    "no question": lambda person, page: {"way": Way.LINK},
    "a form that is not there": lambda person, page: {"way": Way.PAPER},
    "somebody else's form": lambda person, page: {
        "way": Way.PAPER,
        "proof": PersonFactory().proofs.create(content=b"foto"),
    },
    "no letter": lambda person, page: {"way": Way.BEHALF, "reason": "Zij zei het."},
    "a letter without a reason": lambda person, page: {
        "way": Way.BEHALF,
        "proof": person.proofs.create(content=b"brief"),
    },
    "no proof at all": lambda person, page: {"way": Way.NONE},
}


def answered(person) -> ConsentRequest:
    asked = requests.ask(person)
    asked.answered_at = timezone.now()
    asked.save()
    return asked


@pytest.mark.database
@pytest.mark.parametrize("fields", WITHOUT.values(), ids=WITHOUT)
def test_no_receipt_without(fields, shown, person):
    with pytest.raises(ValidationError):
        ConsentReceipt.objects.create(
            person=person, wording="x", channels=["website"], **fields(person, shown)
        )
    assert nothing_is_allowed(shown)


@pytest.mark.database("stories.models.receipts.ConsentReceipt")
def test_the_database_itself_refuses(shown, person):
    for fields in ({"way": "link"}, {"way": "papier"}, {"way": "namens"}, {"way": "?"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ConsentReceipt.objects.bulk_create(
                [ConsentReceipt(person=person, wording="x", channels=["website"], **fields)]
            )


def test_what_an_import_or_a_restore_puts_beside_it_counts_for_nothing(shown, person):
    """Rows written around every save: of an answer that was not given, or not by this person."""
    other = ConsentFactory(picture=shown.picture).receipt
    open_question = requests.ask(person, story=shown)
    receipt = {"person": person.pk, "request": open_question.pk, "way": "link", "wording": "x"}
    receipt |= {"channels": ["website"], "file_hashes": [], "at": timezone.now().isoformat()}
    rows = [{"model": "stories.consentreceipt", "pk": 9000, "fields": receipt}]
    for number, proof in enumerate((9000, other.pk), start=9000):
        given = {"person": person.pk, "receipt": proof, "purpose": "tonen", "channel": "website"}
        given |= {"story": shown.pk, "story_key": str(shown.translation_key)}
        given |= {"picture": shown.picture_id, "file_hash": shown.picture.file_hash}
        given |= {"recorded_at": timezone.now().isoformat()}
        rows.append({"model": "stories.consent", "pk": number, "fields": given})
    for row in serializers.deserialize("json", json.dumps(rows)):
        row.save()
    assert set(Consent.objects.filter(person=person).values_list("pk", flat=True)) == {9000, 9001}
    assert not Consent.objects.valid().filter(person=person).exists()
    assert not any(row.is_valid for row in Consent.objects.filter(person=person))
    assert len(consent.missing(shown)) == 1
    StoryPage.objects.filter(pk=shown.pk).update(live=True)
    assert set(StoryPage.objects.shown()) == set()


def test_a_copy_of_a_story_asks_anew(shown, person):
    ConsentFactory(person=person, picture=shown.picture)
    assert consent.missing(shown) == []
    copy = shown.copy(update_attrs={"slug": "kopie"}, keep_live=False)
    assert [reason.sentence for reason in consent.missing(copy)] == [
        "Nadia Proef gaf toestemming voor website, maar niet voor dit verhaal."
    ]

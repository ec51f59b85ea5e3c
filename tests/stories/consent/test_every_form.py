"""Every form of the back office, sent by everybody with a forged answer in it: no consent comes.

Each registered address is asked for its own forms. They are filled in as they stand, with every
field added by which a form of the house could take a yes, and sent by each role and by people with
two roles. An answer of the person counts as the control: the same question finds it.
"""

import re
from contextlib import nullcontext
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import resolve, reverse
from wagtail.test.utils import form_data

from brand import founding
from brand.models import Organisation, Role, User
from brand.people import membership
from roadshow.models import TourPage
from stories.consent import requests
from stories.contributions import contribution
from stories.gate import consent
from stories.models import Consent, ConsentReceipt, PortrayedPerson, StoryPage
from tests.factories.stories import ConsentFactory, PersonFactory, image_file, picture, story
from tests.support import canaries, walking
from tests.support.database_writes import Writes, rolled_back

pytestmark = pytest.mark.django_db
# Takes all examples away: slow, and tested on its own.
LEFT_OUT = "/beheer/voorbeelden/"
STORY_FORM = "/beheer/pages/add/stories/storypage/"
AT_MOST = 1  # row to one pattern; another row of the same kind is the same form
HERE, THERE, HOUSE = "de partner", "een andere", "de federatie"
SENDERS = {
    "a steward": [(HERE, Role.ONTHAAL)],
    "a coordinator": [(HERE, Role.COORDINATOR)],
    "a marketer": [(HERE, Role.MARKETEER)],
    "an administrator": [(HERE, Role.BEHEERDER)],
    "a steward, marketer elsewhere": [(HERE, Role.ONTHAAL), (THERE, Role.MARKETEER)],
    "a marketer, administrator elsewhere": [(HERE, Role.MARKETEER), (THERE, Role.BEHEERDER)],
    "a marketer, of the federation": [(HERE, Role.MARKETEER), (HOUSE, Role.ONTHAAL)],
    "an administrator of the federation": [(HOUSE, Role.BEHEERDER)],
}
# What could stand for a yes in any form, also in those that lie inside another form.
ANSWER = {
    "taking": "ja",
    "channels": list(Consent.Channel.values),
    "channel": "website",
    "purpose": "tonen",
    "name_level": "volledig",
    "other_name": "Nadia",
    "years": "5",
    "given_on": "2026-01-01",
    "until": "2028-01-01",
    "way": "link",
    "reason": "Zij zei het aan de telefoon.",
    "note": "Zij zei het aan de telefoon.",
    "present": "Lien Tester",
    "zeker": "ja",
    "dezelfde": "1",
    "mail": "1",
    "withdrawn_at": "",
    "ended_at": "",
    "answered_at": "2026-01-01 10:00",
    "recorded_at": "2026-01-01 10:00",
    "wording": "2026-11",
    "language": "nl",
    "has_proof": "on",
    "is_valid": "on",
    "action-publish": "action-publish",
    "body-count": "0",
}
# The same in rows of a form inside a form: of the person, of the story, of who stands in it.
ANSWER |= {
    f"{rows}-{name}": value
    for rows in ("consents", "receipts", "requests")
    for name, value in {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0"}.items()
} | {
    f"{rows}-0-{name}": ANSWER[name]
    for rows in ("consents", "receipts", "requests", "portrayals")
    for name in ("channels", "channel", "purpose", "way", "name_level", "until", "answered_at")
}

FORGED = {name: value for name, value in ANSWER.items() if name != "way"}  # a form's own way stays


@dataclass
class World:
    nest: canaries.Nest  # its rows are what the addresses are filled in with
    story: StoryPage
    person: PortrayedPerson
    agreed: StoryPage  # whose person said yes: the control, and no yes for anything else
    places: dict[str, Organisation]

    def sender(self, held) -> User:
        for where, role in held:
            at = self.places[where]
            user = membership.join(at, email="afzender@x.example", name="A", role=role).user
        return User.objects.get(pk=user.pk)


@pytest.fixture
def planted(db):
    home = founding.found()
    tour = TourPage.objects.child_of(home).get()
    there = Organisation.objects.create(name="De Overkant", slug="overkant")
    house = Organisation.objects.create(name="Huis", slug="huis", is_federation=True)
    for organisation in (there, house):
        founding.welcome(organisation)
    nest = canaries.nest("De Proefhal", "kanariehal", tour, there)
    here = nest.organisation
    person, other = (
        PersonFactory(organisation=here, name=name, email=f"{name[:5]}@x.example".lower())
        for name in ("Nadia Proef", "Karim Proef")
    )
    shown = picture(1, collection=here.collection)
    told = story(person, picture=shown, title="Nadia bakt", organisation=here)
    agreed = story(other, picture=picture(2), title="Karim rijdt", organisation=here)
    ConsentFactory(person=other, picture=agreed.picture, story=agreed)
    mine = [person, told, told.latest_revision, shown, requests.ask(person, story=told)]
    about = (PortrayedPerson, StoryPage, type(shown), Consent)
    nest.rows = mine + [row for row in nest.rows if not isinstance(row, about)]
    return World(nest, told, person, agreed, {HERE: here, THERE: there, HOUSE: house})


@pytest.fixture
def world(planted, monkeypatch, settings):
    walking.answer_plainly(monkeypatch, settings)
    return planted


def allowed(world: World) -> tuple:
    """All that anybody allows, on what it rests, and which stories of Nadia could appear."""
    about = ("person", "purpose", "channel", "file_hash", "story_key", "name_level", "until")
    return (
        set(Consent.objects.valid().values_list(*about)),
        set(ConsentReceipt.objects.values_list("pk", flat=True)),
        set(StoryPage.objects.covered().filter(portrayals__person=world.person)),
        [consent.missing(one) for one in StoryPage.objects.filter(pk=world.story.pk)] == [[]],
        set(
            StoryPage.objects.covered()
            .filter(portrayals__person__name="Karim Proef")
            .exclude(translation_key=world.agreed.translation_key)
        ),
    )


def addresses(world: World) -> list[str]:
    """Of each pattern a few, and what is about pages and people in full."""
    count: dict[str, int] = {}
    found = []
    for address in walking.addresses(world.nest):
        if address.path == LEFT_OUT:
            continue
        if count.get(address.pattern, 0) < AT_MOST or address.path.startswith(STORY_FORM):
            count[address.pattern] = count.get(address.pattern, 0) + 1
            found.append(address)
    return walking.sent_to(found)


def open_to_anybody(world: World) -> list[tuple[str, dict]]:
    """The addresses that take a form at all, each with its own forms as they stand.

    Asked by somebody who holds every role: what is not there for her is there for nobody.
    """
    client = signed_in(everything(world))
    return [
        (path, fields)
        for path in addresses(world)
        if takes_a_form(path)
        for fields in forms_of(client, path)
    ]


def takes_a_form(path: str) -> bool:
    """A view says so itself; a function may."""
    view = getattr(resolve(path.partition("?")[0]).func, "view_class", None)
    return view is None or hasattr(view, "post")


def everything(world: World) -> User:
    held = [(HERE, Role.MARKETEER), (HERE, Role.BEHEERDER), (HOUSE, Role.BEHEERDER)]
    user = world.sender(held)
    user.is_superuser = True
    user.save()
    return user


def signed_in(user: User) -> Client:
    client = walking.Walker(raise_request_exception=False)
    client.force_login(user)
    return client


def forms_of(client: Client, path: str) -> list[dict]:
    """What a browser would send; nothing of its own where only scripts send."""
    answer = rolled_back(lambda: client.get(path))
    if answer.status_code == 404:
        return []
    if answer.streaming or b'method="post"' not in answer.content.lower():
        return [{}]
    forms = BeautifulSoup(answer.content, "html.parser").select("form[method=post i]")
    found = []
    for form in forms:
        fields = dict(form_data._querydict_from_form(form).lists())
        if fields not in found:
            found.append(fields)
    return found or [{}]


@dataclass
class Sent:
    wrote: set[str]
    gave: list[str]  # after which something was allowed that was not before


def send(world: World, user: User, forms, photograph=None) -> Sent:
    before, sent = allowed(world), Sent(set(), [])
    client = signed_in(user)
    session = dict(client.cookies)
    for path, fields in forms:

        def act(path=path, fields=fields):
            for file in (photograph or {}).values():
                file.seek(0)
            with Writes() as wrote:
                client.post(path, {**ANSWER, **fields, **FORGED, **(photograph or {})})
            sent.wrote |= wrote.tables
            touched = any(table.startswith(ALLOWS) for table in wrote.tables)
            return touched and allowed(world) != before

        if rolled_back(act):
            sent.gave.append(path)
        client.cookies.update(session)  # handing the device over ends the session
    return sent


# What a consent, or what it covers, stands in.
ALLOWS = ("stories_", "brand_picture", "wagtailcore_page")
ABOUT_PEOPLE = re.compile("toestemming|person|verhalen|pages|images|bijdragen")
SAVED = {"stories_consentrequest", "stories_portrayedperson", "wagtailcore_revision"}


def test_no_form_sent_by_anybody_is_an_answer(world):
    """In one test, for the world and the forms are dear to make.

    What is answered is drawn for one marketer: all get the same pages, and nobody reads them.
    """
    forms = rolled_back(lambda: open_to_anybody(world))
    assert len({path for path, fields in forms if fields}) > 50
    asks = reverse("consent_ask", args=[world.person.pk])
    forms += [(asks, {"way": way}) for way in Consent.Way.values]
    about = [(path, fields) for path, fields in forms if ABOUT_PEOPLE.search(path)]
    before, gave = allowed(world), []
    for who, held in SENDERS.items():
        # A second role adds its rights there: it is tried on all that is about people.
        own = forms if len(held) == 1 else about
        drawn = nullcontext() if held == [(HERE, Role.MARKETEER)] else walking.undrawn()
        with drawn:
            sent = rolled_back(lambda held=held, own=own: send(world, world.sender(held), own))
        print(f"{who}: {len(own)} forms, wrote to {len(sent.wrote)} tables", flush=True)
        gave += [f"{who}: {path}" for path in sent.gave]
        if (HERE, Role.MARKETEER) in held:
            assert sent.wrote >= SAVED, who  # these forms are really taken
    assert gave == []
    assert allowed(world) == before

    photograph = {"proof": image_file(3)}
    marketer = world.sender([(HERE, Role.MARKETEER)])
    with walking.undrawn():
        with_paper = send(world, marketer, about, photograph)
    assert set(with_paper.gave) == {asks}  # a paper form, and a letter


def test_a_contribution_sent_with_an_answer_in_it_is_none(world):
    """Its link opens for whoever holds it: a stranger, or a colleague who is signed in."""
    before = allowed(world)
    said = {"title": "Nadia bakt", "what": "Ik bak brood.", "who": "Nadia Proef", "alt": "Nadia"}
    marketer, boss = (world.sender([(HERE, role)]) for role in (Role.MARKETEER, Role.BEHEERDER))
    for browser in (Client(), signed_in(marketer), signed_in(boss)):
        link = contribution.ask(
            world.person.organisation, name="Nadia Proef", by=None, person=world.person
        )
        address = f"/bijdragen/{link.token}/"
        fields = max(forms_of(browser, address), key=len)
        for act in ({"later": "1"}, {}):
            forged = {**ANSWER, **fields, **FORGED, **said, "picture": image_file(4), **act}
            forged = {name: value for name, value in forged.items() if act or name != "later"}
            assert browser.post(address, forged).status_code == 302
        link.refresh_from_db()
        assert link.answered_at is not None  # this form is really taken
        assert consent.missing(link.story) != []
    assert allowed(world) == before


def test_an_answer_of_the_person_is_found(world):
    """The control: the same question finds what counts."""
    before = allowed(world)
    address = f"/toestemming/{requests.ask(world.person, story=world.story).token}/"
    client = Client()
    as_shown = max(forms_of(client, address), key=len)
    assert client.post(address, {**as_shown, **ANSWER}).status_code == 302
    assert allowed(world) != before
    assert consent.missing(world.story) == []

"""Every registered address, walked by everybody: nobody reads or changes another partner's rows.

Walked with another partner's rows in the address, in the query and in what is sent; by people with
one role and by people with two, at two partners or at the federation. Each walk proves that it
sees its own rows: one that is redirected everywhere would find no leak either.

Both ways: the partners are made alike, but one was first. What would add nothing is left out: the
search and the export of what is no list to this person, the same list as csv and as xlsx, a second
look where no such method or no such kind of rows is, and the drawn page of "not found", which is
looked at once.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.test import Client
from wagtail.admin.menu import Menu

from brand import founding
from brand.models import Organisation, Role, User
from brand.people import membership
from leads.models import Lead
from roadshow.models import Registration, StopPage, TourPage, Venue
from stories.models import PortrayedPerson, StoryPage, Use
from tests.support import canaries, walking
from tests.support.database_writes import Writes, rolled_back

ALFA, BETA, HOUSE = "alfa", "beta", "huis"
# Who walks: roles and where they are held; how many own words a walk must see; and what of the
# other partner's nobody may show this person (None: nothing at all).
WALKERS = {
    "a stranger": ([], 0, None),
    "a steward, and of the federation": ([(ALFA, "onthaal"), (HOUSE, "onthaal")], 1, None),
    "a marketer, steward there": ([(ALFA, "marketeer"), (BETA, "onthaal")], 5, None),
    "a coordinator, steward there": ([(ALFA, "coordinator"), (BETA, "onthaal")], 5, None),
    "an administrator, steward of the federation": (
        [(ALFA, "beheerder"), (HOUSE, "onthaal")],
        8,
        None,
    ),
    "a marketer, coordinator there": (
        [(ALFA, "marketeer"), (BETA, "coordinator")],
        5,
        walking.STORIES,
    ),
    "a coordinator, marketer there": (
        [(ALFA, "coordinator"), (BETA, "marketeer")],
        5,
        walking.DESK,
    ),
    "an administrator of the other, steward of the federation": (
        [(BETA, "beheerder"), (HOUSE, "onthaal")],
        8,
        None,
    ),
}


@dataclass
class World:
    nests: dict[str, canaries.Nest]
    house: Organisation
    foreign: dict[str, list[walking.Address]]
    # What answers everybody alike, by method and address; see `Walk.settle`.
    settled: set[tuple[str, str]] = field(default_factory=set)

    def somebody(self, held: list[tuple[str, str]]) -> User | None:
        user = None
        for where, role in held:
            at = self.house if where == HOUSE else self.nests[where].organisation
            user = membership.join(at, email="wandelaar@x.example", name="W", role=Role(role)).user
        return user and User.objects.get(pk=user.pk)


@pytest.fixture
def world(db):
    """Two partners, each with everything."""
    home = founding.found()
    tour = TourPage.objects.child_of(home).get()
    third = Organisation.objects.create(name="Derde", slug="derde")
    alfa = canaries.nest("Partner Alfa", "kanariealfa", tour, third)
    beta = canaries.nest("Partner Beta", "kanariebeta", tour, third)
    canaries.share_an_employer(alfa, beta, tour)
    house = Organisation.objects.create(name="Huis", slug="huis", is_federation=True)
    founding.welcome(house)
    call_command("update_index", verbosity=0)
    nests = {ALFA: alfa, BETA: beta}
    addresses = {side: walking.addresses(nest) for side, nest in nests.items()}
    return World(nests, house, addresses)


@dataclass
class Walk:
    """What came of it."""

    nest: canaries.Nest
    own: canaries.Nest
    foreign: list[walking.Address]
    hidden: set[str] | None
    settled: set[tuple[str, str]]
    keeps_their_door: bool = False
    leaks: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)

    def settle(self, method: str, path: str, status: int, names_a_model: bool) -> None:
        """No such method, or no such kind of rows there: that is so for whoever comes after."""
        if status == 405 or (status == 404 and names_a_model):
            self.settled.add((method, path))

    def look(self, path: str, response) -> None:
        self.statuses[response.status_code] += 1
        if response.status_code >= 500 and "test404" not in path and "failwhale" not in path:
            self.failures.append(f"{response.status_code} {path}")
        # The address itself may stand in the answer: it came from the one who asked.
        text = walking.text_of(response).replace(path, "")
        found = walking.words_of(self.nest, text)
        if self.keeps_their_door and "/onthaal/" in path:
            found = set()  # that is what a steward sees there
        if self.hidden is not None:
            found = {word for word in found if word.partition("-")[2].lower() in self.hidden}
        if found:
            self.leaks.append(f"{path}: {sorted(found)}")
        self.seen |= walking.words_of(self.own, text)


class Readers:
    """People are read once, with rights, session and menu, as long as nothing is written: dear.

    Otherwise each answer begins with seven questions about who asks, and each page of the back
    office with the making of a menu.
    """

    def __init__(self):
        self._known: dict[tuple[Callable, object], object] = {}
        self._of_session = False  # whether a session was written, which may be undone

    def forget(self) -> None:
        self._known.clear()

    def next_answer(self) -> None:
        """What wrote a session is over, and undone if it was."""
        if self._of_session:
            self.forget()
            self._of_session = False

    @contextmanager
    def held(self):
        with pytest.MonkeyPatch.context() as patch:
            for owner, read, about in (
                (ModelBackend, "get_user", lambda backend, pk: pk),
                (SessionStore, "_get_session_from_db", lambda store: store.session_key),
                (Menu, "render_component", lambda menu, asked: (menu, asked.user.pk)),
            ):
                patch.setattr(owner, read, self._once(getattr(owner, read), about))
            for write in ("save", "delete"):
                patch.setattr(SessionStore, write, self._written(getattr(SessionStore, write)))
            yield self

    def _once(self, read: Callable, about: Callable) -> Callable:
        def known(*given):
            if self._of_session:
                return read(*given)
            key = read, about(*given)
            if self._known.get(key) is None:
                self._known[key] = read(*given)
            return self._known.get(key)

        return known

    def _written(self, write: Callable) -> Callable:
        def writes(*given, **named):
            self._of_session = True
            return write(*given, **named)

        return writes


def of_partner(nest: canaries.Nest) -> list:
    """How every row of this partner stands, and how many it has of what others could add."""
    rows = [
        list(type(row)._base_manager.filter(pk=row.pk).values())
        for row in nest.rows
        if type(row)._meta.label not in ("wagtailcore.Revision",)
    ]
    own = nest.organisation.pk
    return [
        rows,
        PortrayedPerson.objects.filter(organisation=own).count(),
        StoryPage.objects.filter(section_organisation=own).count(),
        StopPage.objects.filter(organisation=own).count(),
        Registration.objects.filter(stop__organisation=own).count(),
        Lead.objects.filter(owner_organisation=own).count(),
        Venue.objects.filter(organisation=own).count(),
        Use.objects.filter(organisation=own).count(),
        nest.organisation.memberships.count(),
    ]


def walk(client: Client, walk: Walk, readers: Readers) -> None:
    nest = walk.nest
    for address in walk.foreign:
        if ("GET", address.path) in walk.settled:
            continue
        readers.next_answer()
        answer = client.get(address.path)
        walk.look(address.path, answer)
        walk.settle("GET", address.path, answer.status_code, address.names_a_model)
        # Of who works at both desks the plain addresses: the queries are walked by the others.
        if walk.hidden is None and answer.status_code != 405:
            for path in walking.variants(address.path, nest, is_list=answer.status_code == 200):
                walk.look(path, client.get(path))
    for slug in (walk.own.open_stop.slug, nest.open_stop.slug):
        path = f"/onthaal/{slug}/"
        walk.look(path, client.get(path))


def send(client: Client, walk: Walk, readers: Readers) -> list[str]:
    """Each address once more, with a form full of the other partner's numbers. What it changed."""
    nest, changed = walk.nest, []
    before = of_partner(nest)
    kinds = {address.path for address in walk.foreign if address.names_a_model}
    for path in walking.sent_to(walk.foreign):
        if ("POST", path) in walk.settled:
            continue

        def act(path=path):
            with Writes() as wrote:
                response = client.post(path, walking.form_of(nest))
            walk.look(f"POST {path}", response)
            walk.settle("POST", path, response.status_code, path in kinds)
            if response.status_code not in (404, 405):
                readers.forget()  # a form may have changed the person in memory
            return bool(wrote.tables) and of_partner(nest) != before

        readers.next_answer()
        if rolled_back(act):
            changed.append(path)
    return changed


def goes(world: World, who: str) -> tuple[Walk, list[str]]:
    held, _, hidden = WALKERS[who]
    home, there = (BETA, ALFA) if held and held[0][0] == BETA else (ALFA, BETA)
    at_their_door = any(where == there for where, _ in held)
    nest, own = world.nests[there], world.nests[home]
    made = Walk(nest, own, world.foreign[there], hidden, world.settled, at_their_door)
    client = walking.Walker(raise_request_exception=False)
    if user := world.somebody(held):
        client.force_login(user)
    with Readers().held() as readers:
        walk(client, made, readers)
        # Who works at both desks may change what the role there allows.
        changed = send(client, made, readers) if hidden is None else []
    assert ("_auth_user_id" in client.session) is bool(held)  # to the very end
    return made, changed


def test_nobody_reads_or_changes_another_partners_rows(world, monkeypatch, settings):
    """In one test, for the world of two partners is dear to make."""
    walking.answer_plainly(monkeypatch, settings)
    found, too_little = [], []
    for who, (_, own_words, _) in WALKERS.items():
        made, changed = rolled_back(lambda who=who: goes(world, who))
        answers = sum(made.statuses.values())
        print(
            f"{who}: {len(made.seen)} own words in {answers} answers; "
            f"foreign rows read: {len(made.leaks)}, changed: {len(changed)}",
            flush=True,
        )
        found += [f"{who} reads {leak}" for leak in made.leaks]
        found += [f"{who} changes {path}" for path in changed]
        found += [f"{who}: {failure}" for failure in made.failures]
        if len(made.seen) < own_words:
            too_little.append((who, len(made.seen), made.statuses))
    assert "\n".join(found) == ""
    assert too_little == []


def test_not_found_says_nothing_of_what_is_there(world):
    user = world.somebody([(ALFA, "marketeer")])
    client = Client()
    client.force_login(user)
    draft = world.nests[BETA].of(StoryPage)[0]
    page = client.get(f"/beheer/pages/{draft.pk}/edit/")
    assert page.status_code == 404
    assert walking.words_of(world.nests[BETA], page.text) == set()

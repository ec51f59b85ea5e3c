"""A desk after many years, straight into the tables: as many leads as one asks, on either database.

Each lead has an employer and a contact of its own, two lines on its timeline and a wish or two;
forty partners share them. Names repeat as they do in a telephone book.
"""

import re
from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from django.db.models import IntegerField

from brand.models import Campaign, Organisation, Role, TrackedLink, User
from brand.permissions import establish_roles, place_in_groups
from tests.factories.brand import OrganisationFactory, member

KINDS = "bakkerij garage drukkerij slagerij hotel schrijnwerk tuinbouw transport brouwerij kapsalon"
KINDS += " bouwbedrijf elektro apotheek boekhandel camping dakwerken fietsen groothandel interieur"
KINDS += " lasatelier"
PLACES = (
    "genk hasselt tongeren bilzen bree maaseik lommel pelt diest aarschot leuven tienen mechelen"
)
PLACES += (
    " lier mol geel turnhout herentals boom kontich gent aalst deinze eeklo ronse brugge oostende"
)
FIRST = (
    "an bart chris dirk els filip greet hilde ivo joke karim leen mia nico olga piet rita sofie tom"
)
SYLLABLES = "pee ja ver mer de wou van cla hou ba ge mi wil so le ho me ca do bo"
ENDS = (
    "ters nssens meulen tens smet ters hove essen ben kker erts chiels lems mers maire ste yer mps"
)


MADE = ["handover", "interaction", "leadwish", "likelyduplicate", "lead", "contact_known_to"]
MADE += ["contact", "employer"]


@dataclass
class Desk:
    federation: User
    shops: list[Organisation]
    people: list[User]  # one coordinator of each
    campaign: Campaign
    links: list[TrackedLink]

    def middle(self, number: int) -> int:
        """The number of a lead halfway so many, of the first partner."""
        half = number // 2
        return half - half % len(self.shops)


def desk(partners: int = 40) -> Desk:
    house = OrganisationFactory(name="VOORBEELD Federatie", slug="federatie", is_federation=True)
    shops = [
        OrganisationFactory(name=f"VOORBEELD Huis {n}", slug=f"h-{n}") for n in range(partners)
    ]
    people = [member(shop) for shop in shops]
    federation = member(house, Role.BEHEERDER)
    establish_roles()
    for user in (people[0], federation):
        place_in_groups(user)
    campaign = Campaign.objects.create(name="VOORBEELD Campagne", organisation=house)
    links = [
        TrackedLink.objects.create(
            campaign=campaign, organisation=shop, channel="linkedin", code=f"l{shop.pk}"
        )
        for shop in shops
    ]
    return Desk(federation, shops, people, campaign, links)


def fill(desk: Desk, number: int) -> None:
    """Gives its partners so many leads, by turns."""
    with connection.cursor() as cursor:
        for statement in _Series(number, desk).statements():
            cursor.execute(_with_defaults(statement))


def clear() -> None:
    with connection.cursor() as cursor:
        for name in MADE:
            cursor.execute(f"DELETE FROM leads_{name}")
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            cursor.execute("VACUUM FULL")


def _with_defaults(statement: str) -> str:
    """It also fills the columns of its table that it does not name and that want a value."""
    found = re.match(r"INSERT INTO (leads_\w+) \((.*?)\) SELECT ", statement)
    if found is None:
        return statement
    [model] = [
        one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == found[1]
    ]
    named = [*found[2].split(", "), model._meta.pk.column]
    wanted = {
        field.column: str(field.get_default() or (0 if isinstance(field, IntegerField) else ""))
        for field in model._meta.concrete_fields
        if field.column not in named and not field.null
    }
    names = ", ".join([*wanted, found[2]])
    values = "".join(f"'{value}', " for value in wanted.values())
    return f"INSERT INTO {found[1]} ({names}) SELECT {values}{statement[found.end() :]}"


class _Series:
    """The statements, in SQL that both databases read; `i` is the number of a lead."""

    def __init__(self, number: int, desk: Desk):
        self.number, self.desk, self.most = number, desk, {}
        self.is_postgresql = connection.vendor == "postgresql"

    def statements(self) -> list[str]:
        return [
            *self._lists(),
            self._employers(),
            self._contacts(),
            self._known(),
            self._leads(),
            self._wishes(0, "vacature", 2),
            self._wishes(1, "stage", 3),
            self._wishes(2, "begeleiding", 500),
            *self._lines(),
            self._offers(),
            self._pairs(),
            *self._sequences(),
            "VACUUM ANALYZE"
            if self.is_postgresql and not connection.in_atomic_block
            else "ANALYZE",
        ]

    # Lists of words, by number

    def _lists(self) -> list[str]:
        surnames = [f"{one}{end}" for one in SYLLABLES.split() for end in ENDS.split()]
        named = {
            "kind": KINDS.split(),
            "place": PLACES.split(),
            "first": FIRST.split(),
            "surname": list(dict.fromkeys(surnames)),
            "shop": [row.pk for row in self.desk.shops],
            "person": [row.pk for row in self.desk.people],
            "link": [row.pk for row in self.desk.links],
        }
        self.most = {name: len(words) for name, words in named.items()}
        made = []
        for name, words in named.items():
            key = "bigint" if name in ("shop", "person", "link") else "text"
            made.append(f"DROP TABLE IF EXISTS many_{name}")
            made.append(f"CREATE TEMP TABLE many_{name} (i bigint PRIMARY KEY, word {key})")
            rows = ", ".join(f"({place}, {word!r})" for place, word in enumerate(words))
            made.append(f"INSERT INTO many_{name} VALUES {rows}")
        return made

    def _from(self) -> str:
        """Every number, with its words; spread by multiplying with primes."""
        if self.is_postgresql:
            numbers = f"generate_series(1::bigint, {self.number}) AS n(i)"
        else:
            numbers = (
                "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                f"WHERE i < {self.number}) SELECT i FROM n) AS n"
            )
        joins = "".join(
            f" JOIN many_{name} AS {name} ON {name}.i = ({place}) % {self.most[name]}"
            for name, place in {
                "kind": "n.i * 7919 / 13",
                "place": "n.i * 104729 / 17",
                "first": "n.i * 1299709 / 19",
                "surname": "n.i * 15485863 / 23",
                "shop": "n.i",
                "person": "n.i",
                "link": "n.i",
            }.items()
        )
        return f"FROM {numbers}{joins}"

    def _day(self, days: str) -> str:
        if self.is_postgresql:
            return f"CURRENT_DATE + ({days})::int"
        return f"date('now', ({days}) || ' days')"

    def _moment(self, days: str) -> str:
        if self.is_postgresql:
            return f"now() + ({days}) * interval '1 day'"
        return f"datetime('now', ({days}) || ' days')"

    def _json(self, text: str) -> str:
        return f"'{text}'::jsonb" if self.is_postgresql else f"'{text}'"

    @property
    def _no(self) -> str:
        return "false" if self.is_postgresql else "0"

    def _padded(self, what: str, length: int) -> str:
        zeros = "0" * length
        return f"substr('{zeros}' || ({what}), -{length})" if not self.is_postgresql else (
            f"lpad(({what})::text, {length}, '0')"
        )  # fmt: skip

    # Rows

    def _employers(self) -> str:
        name = "kind.word || ' ' || surname.word || ' ' || place.word"
        number = f"'1' || {self._padded('n.i', 9)}"
        return (
            "INSERT INTO leads_employer (id, name, enterprise_number, identity, mail_domain, "
            "located_by, website, search_words, is_demo, absorbed, created_at) "
            f"SELECT n.i, {name}, {number}, 'naam:' || n.i, 'firma' || n.i || '.example', '', '', "
            f"' ' || {name} || ' ' || {number} || ' ', {self._no}, {self._json('[]')}, "
            f"{self._moment('-(n.i % 1500)')} {self._from()}"
        )

    def _contacts(self) -> str:
        name = "first.word || ' ' || surname.word"
        mail = "first.word || n.i || '@firma' || n.i || '.example'"
        phone = self._padded("n.i", 7)
        return (
            "INSERT INTO leads_contact (id, employer_id, name, email, bounced, phone, function, "
            "search_words, absorbed, created_at, met_by_id) "
            f"SELECT n.i, n.i, {name}, {mail}, '', '+3247' || {phone}, '', "
            f"' ' || {name} || ' ' || {mail} || ' firma' || n.i || '.example  047' || {phone} "
            f"|| ' 3247' || {phone}, {self._json('[]')}, {self._moment('-(n.i % 1500)')}, "
            f"shop.word {self._from()}"
        )

    def _known(self) -> str:
        return (
            "INSERT INTO leads_contact_known_to (contact_id, organisation_id) "
            f"SELECT n.i, shop.word {self._from()}"
        )

    def _leads(self) -> str:
        # Of ten leads one is new, four are open, one works together, one rests, four ended.
        stage = (
            "CASE WHEN n.i % 50 = 7 THEN 'nieuw' WHEN n.i % 10 < 2 THEN 'gecontacteerd' "
            "WHEN n.i % 10 = 2 THEN 'gesprek' WHEN n.i % 10 = 3 THEN 'voorstel' "
            "WHEN n.i % 10 = 4 THEN 'samenwerking' WHEN n.i % 10 = 5 THEN 'geparkeerd' "
            "ELSE 'geen-match' END"
        )
        is_open = "(n.i % 50 = 7 OR n.i % 10 < 4)"
        soon = self._day("(n.i * 31 / 7) % 90 - 10")
        reason = (
            "CASE n.i % 4 WHEN 0 THEN 'timing' WHEN 1 THEN 'geen-werk' WHEN 2 THEN 'onbereikbaar' "
            "ELSE 'geen-interesse' END"
        )
        answered = self._moment("2 - (n.i * 17 / 3) % 1500")
        return (
            "INSERT INTO leads_lead (id, employer_id, contact_id, source_organisation_id, "
            "owner_organisation_id, owner_id, source, stage, stage_since, no_match_reason, "
            "wish_note, next_action, next_action_note, next_action_on, next_action_place, "
            "first_response_due, first_responded_at, first_touch_id, version, is_demo, created_at, "
            "updated_at) SELECT n.i, n.i, n.i, shop.word, shop.word, "
            "CASE WHEN n.i % 50 = 7 THEN NULL ELSE person.word END, "
            "CASE n.i % 100 WHEN 0 THEN 'api' WHEN 1 THEN 'import' ELSE 'halte' END, "
            f"{stage}, {self._moment('-(n.i % 200)')}, "
            f"CASE WHEN n.i % 50 <> 7 AND n.i % 10 > 5 THEN {reason} ELSE '' END, '', "
            f"CASE WHEN {is_open} THEN 'bellen' ELSE '' END, '', "
            f"CASE WHEN {is_open} THEN {soon} END, '', {self._day('2 - (n.i * 17 / 3) % 1500')}, "
            f"CASE WHEN n.i % 50 <> 7 THEN {answered} END, "
            f"CASE WHEN n.i % 5 = 0 THEN link.word END, 1, {self._no}, "
            f"{self._moment('-((n.i * 17 / 3) % 1500)')}, {self._moment('0')} {self._from()}"
        )

    def _wishes(self, rest: int, wish: str, every: int) -> str:
        return (
            "INSERT INTO leads_leadwish (lead_id, wish, created_at) "
            f"SELECT n.i, '{wish}', {self._moment('0')} {self._from()} "
            f"WHERE n.i % {every} = {rest % every}"
        )

    def _lines(self) -> list[str]:
        kinds = [
            (
                "'inschrijving'",
                "''",
                "'Schreef in voor ' || place.word",
                "-((n.i * 17 / 3) % 1500)",
            ),
            (
                "'telefoon'",
                "CASE n.i % 3 WHEN 0 THEN 'bereikt' WHEN 1 THEN 'niet-bereikt' "
                "ELSE 'voicemail' END",
                "'Belt terug over ' || surname.word",
                "-((n.i * 17 / 3) % 1500) + 2",
            ),
        ]
        return [
            "INSERT INTO leads_interaction (lead_id, kind, outcome, note, at, is_day_only, by_id) "
            f"SELECT n.i, {kind}, {outcome}, {note}, {self._moment(days)}, {self._no}, person.word "
            f"{self._from()}"
            for kind, outcome, note, days in kinds
        ]

    def _offers(self) -> str:
        other = f"(SELECT word FROM many_shop WHERE many_shop.i = (n.i + 1) % {self.most['shop']})"
        state = "CASE WHEN n.i % 3000 = 1 THEN 'aangeboden' ELSE 'aanvaard' END"
        return (
            "INSERT INTO leads_handover (lead_id, from_organisation_id, to_organisation_id, state, "
            "passes_on, note, reason, answer_by, offered_at) "
            f"SELECT n.i, shop.word, {other}, {state}, {self._no}, '', '', "
            f"{self._day('n.i % 10')}, {self._moment('-(n.i % 300)')} {self._from()} "
            "WHERE n.i % 100 = 1"
        )

    def _pairs(self) -> str:
        return (
            "INSERT INTO leads_likelyduplicate (first_id, second_id, score, found_at) "
            f"SELECT n.i, n.i + {self.most['shop']}, 4 + (n.i % 500) / 100.0, {self._moment('0')} "
            f"{self._from()} WHERE n.i % 200 = 0 AND n.i + {self.most['shop']} <= {self.number}"
        )

    def _sequences(self) -> list[str]:
        if not self.is_postgresql:
            return []
        return [
            f"SELECT setval(pg_get_serial_sequence('leads_{name}', 'id'), {self.number})"
            for name in ("employer", "contact", "lead")
        ]

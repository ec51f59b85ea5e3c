"""Searching finds the same however many answer: by each table's own index, or in one question."""

import random
from itertools import product

import pytest
from django.db import connection
from django.db.models import Q
from django.urls import reverse

from brand.postgresql import trigrams
from brand.privacy import access
from brand.queries import few
from brand.search import typed
from brand.sqlite import pieces
from leads import personal_data
from leads.desk import notes, search
from leads.models import Contact, Employer, Lead
from tests.factories.leads import ContactFactory, LeadFactory

pytestmark = pytest.mark.django_db
WORDS = [
    "bakkerij",
    "garage",
    "genk",
    "lommel",
    "an",
    "bart",
    "0470000",
    "bakk genk",
    "an bakkerij",
]
WORDS += ["an bart", "an bart bakkerij", "bakkerij genk an", "garage lommel bart an", "zz", "an zz"]


@pytest.fixture
def street(people):
    """Every kind of company in every place, with one person or two."""
    for kind, place, first in product(["Bakkerij", "Garage"], ["Genk", "Lommel"], ["An", "Bart"]):
        employer = LeadFactory(
            owner_organisation=people.partner,
            employer__name=f"{kind} {first} {place}" if kind == "Garage" else f"{kind} {place}",
            contact__name=f"{first} Peeters",
            contact__phone="0470 00 00 01",
        ).employer
        known = ContactFactory(employer=employer, name="Bart Cools", email=f"b@{place}.example")
        known.known_to.add(people.partner)
    LeadFactory(owner_organisation=people.other, employer__name="Bakkerij Genk", contact__name="An")


@pytest.mark.database("leads.desk.search._written", "leads.desk.search._holding")
@pytest.mark.parametrize("most", [1, 2, 4, 2_000])
def test_the_same_answers_however_many(people, street, monkeypatch, most):
    monkeypatch.setattr(few, "MOST", most)
    for user in (people.owner, people.federation):
        leads, employers = Lead.objects.visible_to(user), Employer.objects.visible_to(user)
        for text in WORDS:
            plain = leads.filter(search.lead_matches(text, user))
            assert set(search.find(leads, search.lead_matches, text, user)) == set(plain), text
            plain = employers.filter(search.employer_matches(text, user))
            assert set(search.find(employers, search.employer_matches, text, user)) == set(plain)
        slip = search.find(leads, search.lead_matches, "bakkerji gemk", user)
        assert set(slip) == set(leads.filter(search.lead_matches("bakkerij genk", user)))


def test_a_part_that_few_answer_to_is_enough(people, street, monkeypatch):
    monkeypatch.setattr(few, "MOST", 3)
    parts, known = typed.asked("garage an lommel bakk"), Contact.objects.all()
    assert search._answering(parts, known, people.federation) is not None
    assert search._answering(typed.asked("genk"), known, people.federation) is None


def test_all_is_what_a_slip_was_read_as(desk, people):
    """The list shows what was meant; together acts on those."""
    lead = LeadFactory(owner_organisation=people.partner, employer__name="Drukkerij Peeters")
    other = LeadFactory(owner_organisation=people.partner, employer__name="Garage Cools")
    listed = reverse("lead:index") + "%3Fq%3Ddrukkerji"
    url = (
        reverse("wagtail_bulk_action", args=["leads", "lead", "snooze"]) + f"?id=all&next={listed}"
    )
    desk.post(url, {"days": "7", "number": "1"})
    versions = dict(Lead.objects.values_list("pk", "version"))
    assert versions == {lead.pk: 2, other.pk: 1}


def test_the_same_without_an_index_of_pieces(people, street, monkeypatch):
    LeadFactory(owner_organisation=people.partner, employer__name="Café “Élan” 100%_o'k")
    texts = [*WORDS, "cafe elan", "100%_", '"', "k", "é", "b@genk.example", "bakkerji gemk"]

    def found() -> list[set[Lead]]:
        leads = Lead.objects.visible_to(people.owner)
        return [set(search.find(leads, search.lead_matches, one, people.owner)) for one in texts]

    with_index = found()
    monkeypatch.setattr(pieces, "stands", lambda *asked: False)
    assert found() == with_index
    assert any(with_index)


def test_who_is_erased_answers_to_nothing(people):
    lead = LeadFactory(owner_organisation=people.partner, contact__name="Zwaantje Quix")
    lead.add_to_timeline("notitie", "Zwaantje belt zelf", by=people.owner)

    def found(text: str) -> bool:
        leads = Lead.objects.visible_to(people.owner)
        return search.find(leads, search.lead_matches, text, people.owner).exists()

    assert (found("zwaantje quix"), found("zwaantje"), found("zwaantje belt")) == (True,) * 3
    kept = next(one for one in personal_data.KEPT if one.key == "contact")
    access.erase([access.Item(kept, lead.contact)], "op vraag")
    for text in ("zwaantje quix", "zwaantje", "zwaantje belt", "zwaamtje"):
        assert not found(text), text


# Slips ------------------------------------------------------------------------------------------


def slipped(word: str, draw: random.Random) -> str:
    at, letter = draw.randrange(len(word) - 1), draw.choice("aeioulnrst")
    return draw.choice(
        [
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


def test_one_piece_at_least_is_without_the_slip():
    draw = random.Random(9)
    words = ["bakkerij", "jansen", "cools", "vermeersch", "lommel", "drukkerijen"]
    for _ in range(2_000):
        word = draw.choice(words)
        asked = slipped(word, draw)
        if typed.corrected(asked, [typed.line(word)]) == word:
            assert any(piece in typed.line(word) for piece in typed.pieces(asked)[asked]), (
                word,
                asked,
            )


@pytest.mark.parametrize("text", ["an@firma.example", "0470 12 34 56", "%", ""])
def test_an_address_or_a_number_has_no_slips(text):
    assert typed.pieces(text) == {}


# Pieces -----------------------------------------------------------------------------------------


@pytest.mark.database("brand.postgresql.trigrams.index")
def test_postgresql_finds_pieces_by_an_index():
    made = trigrams.index(connection, "employer_words", "leads_employer", "search_words")
    assert made == (connection.vendor == "postgresql")
    assert trigrams.index(connection, "employer_words", "leads_employer", "search_words") == made
    if made:
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT 1 FROM leads_employer WHERE search_words LIKE '% bakkerij%'"
            )
            assert any("employer_words" in step for (step,) in cursor.fetchall())
            cursor.execute("SET enable_seqscan = on")


@pytest.mark.sqlite
def test_sqlite_reads_no_table_to_find_pieces(people):
    """Of each condition: the numbers are asked of the table of pieces, no row is read in vain."""
    person = people.owner
    asked = [
        Employer.objects.filter(search._written(typed.asked("bakkerij")[0])),
        Contact.objects.filter(search_words__holds="470123"),
        notes.lines(person).filter(note__iholds="verpak"),
        notes.lines(person).filter(note__may_hold=notes._pieces("peer")),
    ]
    for rows in asked:
        plan, table = rows.order_by().explain(), rows.model._meta.db_table
        assert "VIRTUAL TABLE INDEX" in plan, plan
        assert f" SCAN {table}\n" not in f"{plan}\n", plan


def test_few_rows_are_asked_one_by_one_whether_they_are_seen(people):
    """And not looked for among everything that a partner sees."""
    LeadFactory(owner_organisation=people.partner, contact__name="Zwaantje Quix")
    for rows in (Employer.objects.all(), Contact.objects.all()):
        seen = search._seen(rows, Q(search_words__holds=" "), people.owner)
        assert "EXISTS" in str(seen.query)
        assert set(seen) == set(rows.visible_to(people.owner).filter(search_words__holds=" "))

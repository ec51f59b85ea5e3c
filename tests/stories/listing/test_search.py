"""What a visitor asks of the stories, and what answers."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from stories.listing import search
from stories.listing.search import Choice, Question
from stories.models import Consent, StoryPage
from tests.factories.brand import OrganisationFactory
from tests.factories.stories import covered_story, story
from tests.support import many

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    """A testimony, a lesson and an answered prejudice, of two partners; the first is the newest."""
    house = OrganisationFactory(name="De Werkschuit", slug="werkschuit")
    other = OrganisationFactory(name="Atelier Één", slug="atelier")
    told = [
        story(
            organisation=house,
            live=True,
            title="Cafébaas Zoë",
            lead="Ze tapt.",
            province="limburg",
            sector="Horeca",
        ),
        story(
            organisation=house,
            live=True,
            title="Vier foto’s",
            kind="les",
            lesson="Toon het.",
            evidence="Wij doen het.",
            province="antwerpen",
            sector="Drukwerk",
        ),
        story(
            organisation=other,
            live=True,
            title="Te traag?",
            kind="vooroordeel",
            fact="Nee.",
            source="Onze telling",
            source_on="2026-01-01",
            body=[("text", "<p>Wij leveren <b>élke</b> donderdag.</p>")],
        ),
    ]
    for days, page in enumerate(told):
        moment = timezone.now() - timedelta(days=days)
        StoryPage.objects.filter(pk=page.pk).update(first_published_at=moment)
    return told


def titles(query: str) -> list[str]:
    return [page.title for page in search.find(QueryDict(query)).page.object_list]


@pytest.mark.database
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Cafébaas Zoë", "Vier foto’s", "Te traag?"]),
        ("soort=les", ["Vier foto’s"]),
        ("soort=niets", ["Cafébaas Zoë", "Vier foto’s", "Te traag?"]),
        ("partner=werkschuit", ["Cafébaas Zoë", "Vier foto’s"]),
        ("partner=onbekend", []),
        ("provincie=limburg", ["Cafébaas Zoë"]),
        ("provincie=holland", ["Cafébaas Zoë", "Vier foto’s", "Te traag?"]),
        ("sector=drukwerk", ["Vier foto’s"]),
        ("partner=werkschuit&soort=les&provincie=antwerpen", ["Vier foto’s"]),
        ("soort=les&provincie=limburg", []),
    ],
)
def test_filters(three, query, expected):
    assert titles(query) == expected


@pytest.mark.database
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("zoe", ["Cafébaas Zoë"]),
        ("CAFE", ["Cafébaas Zoë"]),
        ("Zoë café", ["Cafébaas Zoë"]),
        ("horéca", ["Cafébaas Zoë"]),
        ("foto's", ["Vier foto’s"]),
        ("elke donderdag", ["Te traag?"]),
        ("atelier een", ["Te traag?"]),
        ("zoe donderdag", []),
        ("%", ["Cafébaas Zoë", "Vier foto’s", "Te traag?"]),
        ("\x00zoe", ["Cafébaas Zoë"]),
        ("\u202ezoe 🙂", ["Cafébaas Zoë"]),
        ("x" * 10_000, []),
    ],
)
def test_search_forgives_accents_capitals_and_odd_signs(three, words, expected):
    query = QueryDict(mutable=True)
    query["zoek"] = words
    assert [page.title for page in search.find(query).page.object_list] == expected


def test_what_is_not_shown_is_not_found(three):
    hidden = covered_story(1, title="Verborgen", organisation=three[0].section_organisation)
    hidden.portrayals.get().person.consents.update(withdrawn_at=timezone.now())
    story(title="Concept")
    assert "Verborgen" not in titles("")
    assert titles("zoek=verborgen") == []
    assert search.choices().total == 3


@pytest.mark.database
def test_choices_count_what_is_shown(three):
    choices = search.choices()
    assert choices.kinds == [
        Choice("getuigenis", "Getuigenis", 1),
        Choice("impactverhaal", "Impactverhaal", 0),
        Choice("les", "Les voor uw bedrijf", 1),
        Choice("vooroordeel", "Vooroordeel beantwoord", 1),
    ]
    assert choices.partners == [
        Choice("atelier", "Atelier Één", 1),
        Choice("werkschuit", "De Werkschuit", 2),
    ]
    assert choices.sectors == [Choice("Drukwerk", "Drukwerk", 1), Choice("Horeca", "Horeca", 1)]
    assert [choice for choice in choices.provinces if choice.count] == [
        Choice("antwerpen", "Antwerpen", 1),
        Choice("limburg", "Limburg", 1),
    ]


def test_the_newest_is_large_only_when_nothing_was_asked(three):
    everything = search.find(QueryDict(""))
    assert everything.newest == three[0]
    assert everything.others == three[1:]
    lessons = search.find(QueryDict("soort=les"))
    assert lessons.newest is None
    assert lessons.others == [three[1]]


def test_answers_say_what_was_asked_and_how_to_leave_it_out(three):
    found = search.find(QueryDict("soort=les&partner=werkschuit&provincie=limburg&zoek=foto"))
    assert found.answers == [
        ("Les voor uw bedrijf", "partner=werkschuit&provincie=limburg&zoek=foto"),
        ("De Werkschuit", "soort=les&provincie=limburg&zoek=foto"),
        ("Limburg", "soort=les&partner=werkschuit&zoek=foto"),
        ("“foto”", "soort=les&partner=werkschuit&provincie=limburg"),
    ]


def test_a_question_is_written_as_it_was_read():
    query = "soort=les&partner=a&provincie=limburg&sector=Hout+en+bouw&zoek=een+twee"
    assert Question.read(QueryDict(query)).query() == query
    assert Question.read(QueryDict(query)).query(kind="") == query.partition("&")[2]


def test_twelve_on_a_page_and_any_page_number_answers():
    many.stories(14)
    assert [len(titles(f"page={page}")) for page in ("1", "2", "99", "0", "x", "")] == [
        12,
        2,
        2,
        2,
        12,
        12,
    ]


def test_related_stories_are_the_likest_first(three):
    first = three[0]
    house = first.section_organisation
    alike = story(organisation=house, live=True, title="Zelfde", province="limburg")
    assert [page.title for page in search.related(first)] == ["Zelfde", "Vier foto’s", "Te traag?"]
    assert [page.title for page in search.related(alike, limit=1)] == ["Cafébaas Zoë"]


@pytest.mark.parametrize("held_back", [0, 4, 5])
def test_the_newest_that_may_be_shown(held_back, django_assert_num_queries):
    told = [covered_story(number) for number in range(6)][::-1]
    for page in told[:held_back]:
        Consent.objects.filter(story=page).update(withdrawn_at=timezone.now())
    shown = told[held_back : held_back + 1]
    assert search.latest("nl", 1) == shown
    with django_assert_num_queries(2):  # with the sizes of its picture
        assert search.latest("nl", 1) == shown
    assert search.related(covered_story(9), limit=1) == shown


def test_a_page_of_the_list_is_full_when_the_newest_are_held_back():
    many.stories(60)
    told = list(StoryPage.objects.order_by("-first_published_at"))
    Consent.objects.filter(story__in=told[:47]).update(withdrawn_at=timezone.now())
    found = search.find(QueryDict(""))
    assert (found.count, found.page.object_list) == (13, told[47:59])


def test_choices_ask_nothing_once_the_stories_are_known(django_assert_num_queries):
    covered_story(1)
    asked = search.Question(kind="les", words="twee woorden")
    search.choices(asked)
    with django_assert_num_queries(0):
        search.choices(asked)


@pytest.mark.database
def test_choices_count_within_the_other_answers(three):
    found = search.find(QueryDict("partner=werkschuit&provincie=limburg&soort=getuigenis"))
    counted = {
        name: {choice.value: choice.count for choice in getattr(found.choices, name)}
        for name in ("kinds", "partners", "provinces", "sectors")
    }
    assert counted["kinds"]["getuigenis"] == 1
    assert counted["kinds"]["les"] == 0
    assert counted["partners"] == {"atelier": 0, "werkschuit": 1}
    assert (counted["provinces"]["limburg"], counted["provinces"]["antwerpen"]) == (1, 0)
    assert counted["sectors"] == {"Drukwerk": 0, "Horeca": 1}
    assert search.find(QueryDict("partner=niemand")).choices.total == 3


def test_choices_count_within_the_words_that_were_meant(three):
    found = search.find(QueryDict("zoek=donderdog"))
    assert found.meant == "donderdag"
    assert sum(choice.count for choice in found.choices.kinds) == 1

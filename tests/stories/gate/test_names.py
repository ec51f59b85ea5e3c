"""Who allowed a first name only is named so everywhere."""

import pytest
from django.urls import reverse
from django.utils import timezone

from stories.consent import recording, requests
from stories.gate import consent, names
from stories.models import Consent, PortrayedPerson, StoryPage
from stories.withdrawal import erasure
from tests.factories.stories import ConsentFactory, PersonFactory, agree, picture, story
from tests.support.story_editor import form_of

pytestmark = pytest.mark.django_db

Level, Channel = Consent.NameLevel, Consent.Channel


@pytest.fixture
def person(people):
    return PersonFactory(organisation=people.partner, name="Renée De Smet")


def told(person, level=Level.FIRST, other_name="", **fields):
    shown = fields.get("picture")
    ConsentFactory(person=person, name_level=level, other_name=other_name, picture=shown)
    return story(person, **{"title": "Zij kent elke doos", **fields})


def sentences(page):
    return [row.sentence for row in names.names_said_too_fully(page, Channel.WEBSITE)]


def body(text):
    return [("text", f"<p>{text}</p>")]


SAID = {
    "title": ({"title": "Renée De Smet kent elke doos", "slug": "doos"}, "In de titel", "De Smet"),
    "address": ({"slug": "renee-de-smet"}, "In het adres van het verhaal", "de-smet"),
    "sentence": (
        {"body": body("Zij lacht. Mevrouw SMET kent elke doos.")},
        "In de zin “Mevrouw SMET kent elke doos.”",
        "SMET",
    ),
    "no capital": ({"lead": "Hier werkt renee de smet."}, "In de zin “Hier werkt renee de smet.”",
                   "de smet"),
    "whose": ({"lead": "De Smet’s fiets."}, "In de zin “De Smet’s fiets.”", "De Smet’s"),
    "quote": (
        {"body": [("quote", {"text": "Ja", "name": "R. De Smet", "role": "", "image": None})]},
        "In de zin “De Smet”",
        "De Smet",
    ),
    "alt": ({"picture_alt": "Renee De Smet lacht"}, "In de beschrijving van de foto", "De Smet"),
    "engines": ({"seo_title": "De Smet"}, "In de titel voor zoekmachines", "De Smet"),
    "sector": ({"sector": "Smet en zoon"}, "Bij de sector", "Smet"),
    "source": ({"source": "De Smet telt"}, "In de bron", "De Smet"),
    "visit": ({"come_and_see": "Bij Renée De Smet"}, "Bij “kom kijken”", "De Smet"),
    "to call": ({"contact_name": "Renée De Smet"}, "Bij wie men kan bellen", "De Smet"),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "place", "found"), SAID.values(), ids=SAID)
def test_a_last_name_where_only_the_first_may_stand(person, fields, place, found):
    assert sentences(told(person, **fields)) == [
        f"Renée De Smet wil alleen “Renée” heten. {place} staat “{found}”: schrijf “Renée”."
    ]


@pytest.mark.parametrize(
    ("credit", "is_free"),
    [
        ("An De Smet", True),
        ("Foto: Bart de Smet en An", True),
        ("De Smet", False),
        ("familie De Smet", False),
        ("Foto De Smet", False),
        ("Renée De Smet", False),
        ("An De Smet en Renée De Smet", False),
        ("© an de smet", False),
    ],
)
def test_a_maker_of_the_same_name_is_somebody_else(person, credit, is_free):
    page = told(person, picture=picture(4, title="Foto 4", credit=credit))
    assert (sentences(page) == []) == is_free


def test_the_credit_of_a_picture(person):
    page = told(person, picture=picture(4, title="Foto 4", credit="Renée De Smet"))
    (sentence,) = sentences(page)
    assert "Als fotograaf van de foto “Foto 4” staat “De Smet”" in sentence


@pytest.mark.parametrize(
    "lead",
    ["Renée kent elke doos.", "Dat is een smet op het werk.", "Mevrouw Smeters telt.", "De doos."],
)
def test_what_may_be_said(person, lead):
    assert sentences(told(person, lead=lead)) == []


def test_a_full_name_may_be_said_by_who_allows_it(person):
    assert sentences(told(person, Level.FULL, title="Renée De Smet telt")) == []


def test_another_name_hides_every_part_of_the_real_one(person):
    page = told(person, Level.OTHER, "Amira Smet", lead="Renée telt.", title="Amira Smet telt")
    assert sentences(page) == [
        "Renée De Smet wil “Amira Smet” heten, en niet de eigen naam. "
        "In de zin “Renée telt.” staat “Renée”: schrijf “Amira Smet”."
    ]


def test_one_name_is_no_last_name(people):
    karim = PersonFactory(organisation=people.partner, name="Karim (VOORBEELD)")
    assert sentences(told(karim, title="Karim is een VOORBEELD")) == []


def test_the_same_family(person, people):
    sister = PersonFactory(organisation=people.partner, name="Lien De Smet")
    for one, level in ((person, Level.FIRST), (sister, Level.FULL)):
        ConsentFactory(person=one, name_level=level)
    assert sentences(story(person, sister, title="Renée en Lien De Smet", slug="zussen")) == []
    assert len(sentences(story(person, sister, title="Lien en Renée De Smet", slug="zus"))) == 1


def test_nothing_is_published_that_says_too_much(person, people, signed_in):
    page = told(person, title="Renée De Smet telt", slug="tellen")
    sentence = sentences(page)[0]
    with pytest.raises(consent.PublicationRefused):
        page.get_latest_revision().publish()
    editor = signed_in(people.marketer).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert sentence in editor.content.decode()
    assert "<strong>Website: ja.</strong>" not in editor.content.decode()
    page.get_workflow().start(page, people.marketer)
    review = signed_in(people.federation).get(reverse("story_review", args=[page.pk]))
    assert review.content.decode().count(sentence) == 1
    page.title = "Renée telt"
    revision = page.save_revision()
    agree(page)
    revision.publish()
    assert StoryPage.objects.get(pk=page.pk).is_shown


def test_the_people_and_what_they_allow_are_asked_once(person, django_assert_num_queries):
    page = told(person, title="Renée De Smet telt")
    with django_assert_num_queries(2):
        names.names_said_too_fully(page, Channel.WEBSITE)


def test_who_hands_it_in_hears_what_is_missing(person, people, signed_in):
    page = told(person, title="Renée De Smet telt", slug="tellen")
    client = signed_in(people.marketer)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = form_of(page=page, title=page.title, slug=page.slug)
    kept = client.post(address, form, follow=True).content.decode()
    handed = client.post(address, {**form, "action-submit": "1"}, follow=True).content.decode()
    warning = (
        "is ingediend. Voor het online kan, moet dit nog: Renée De Smet wil alleen “Renée” heten."
    )
    assert (warning in kept, warning in handed) == (False, True)


class TestANameThatIsChangedAfterAYes:
    """What was read on the screen counts: who types another name frees nothing."""

    def test_a_shorter_one_does_not_lift_a_first_name_only(self, person):
        page = told(person, lead="Renée De Smet telt.")
        before = sentences(page)
        PortrayedPerson.objects.filter(pk=person.pk).update(name="Renée")
        assert len(before) == 1
        assert sentences(page) == [before[0].replace("Renée De Smet wil", "Renée wil")]

    def test_another_one_is_not_shown_before_it_is_asked(self, person, client):
        page = told(person, Level.FULL, title="Renée De Smet telt", slug="tellen")
        assert consent.names_shown(page) == ["Renée De Smet"]
        PortrayedPerson.objects.filter(pk=person.pk).update(name="Renée De Bakker")
        assert consent.names_shown(page) == ["Renée De Smet"]
        assert sentences(page) == []
        page.title = "Renée De Bakker telt"
        assert sentences(page) == [
            "Renée De Bakker zei ja op de naam “Renée De Smet”. In de titel staat “De Bakker”: "
            "schrijf “Renée De Smet”, of vraag het opnieuw."
        ]
        fresh = requests.ask(PortrayedPerson.objects.get(pk=person.pk), story=page)
        assert recording.asks_anew(fresh)
        said = {"taking": "ja", "channels": ["website"], "name_level": "volledig"}
        client.post(f"/toestemming/{fresh.token}/", said)
        assert consent.names_shown(page) == ["Renée De Bakker"]
        assert sentences(page) == []
        assert not recording.asks_anew(fresh)

    def test_what_is_said_of_it_is_read_from_the_row_that_is_there(
        self, person, django_assert_num_queries
    ):
        page = told(person, Level.FULL)
        with django_assert_num_queries(1):
            assert consent.names_shown(page) == ["Renée De Smet"]

    def test_who_types_it_reads_what_stays(self, person, people, signed_in):
        told(person, Level.FULL)
        typed = {"name": "Renée De Bakker", "organisation": person.organisation_id, "email": ""}
        typed |= {"phone": "", "trusted_person": "", "trusted_contact": ""}
        address = reverse("portrayedperson:edit", args=[person.pk])
        page = signed_in(people.marketer).post(address, typed, follow=True).content.decode()
        assert "Op de site blijft “Renée De Smet” staan: op die naam kwam het ja." in page

    def test_it_goes_when_the_person_is_erased(self, person):
        told(person, Level.FULL)
        person.consents.update(withdrawn_at=timezone.now())
        erasure.forget(person)
        kept = [
            set(rows.values_list("person_name", flat=True))
            for rows in (person.consents.all(), person.receipts.all())
        ]
        assert kept == [{""}, {""}]

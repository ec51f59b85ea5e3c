"""A narrower name holds at once: a story that says a fuller one waits until it is written anew."""

import pytest

from brand import mail
from brand.models import OutgoingMail
from stories.consent import recording, requests, wording
from stories.models import StoryPage
from stories.withdrawal import erasure
from tests.factories.stories import PersonFactory, story

pytestmark = pytest.mark.django_db
FULL = {"taking": "nee", "channels": ["website"], "name_level": "volledig", "years": "1"}
FIRST = {**FULL, "name_level": "voornaam"}
NAME = "Karim Voorbeeld"


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name=NAME, email="karim@voorbeeld.be")


@pytest.fixture
def shown(karim):
    return story(karim, title="Karim kent elke doos", lead=f"{NAME} werkt graag.")


@pytest.fixture
def asked(people, karim, shown, client):
    """Answered with the full name, and online."""
    made = requests.ask(karim, story=shown, by=people.marketer)
    say(client, made, **FULL)
    publish(shown)
    return made


def say(client, asked, what="", **said):
    return client.post(
        f"/toestemming/{asked.token}/{what}", {"seen": recording.seen_on(asked), **said}
    )


def publish(shown):
    StoryPage.objects.get(pk=shown.pk).get_latest_revision().publish()


def is_online(shown) -> bool:
    return StoryPage.objects.shown().filter(pk=shown.pk).exists()


def rewrite(shown, **fields):
    draft = StoryPage.objects.get(pk=shown.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision()


class TestANarrowerName:
    def test_is_told_before_it_is_given(self, shown, asked, client):
        answer = say(client, asked, "wijzig/", **FIRST)
        text = " ".join(answer.content.decode().split())
        assert wording.words("nl", partner=None)["goes_name"] in text
        assert f'<a href="{shown.full_url}">Karim kent elke doos</a>' in text
        assert "voorgoed" not in text
        assert is_online(shown)

    def test_takes_the_story_off_the_site(self, shown, asked, client):
        assert say(client, asked, "wijzig/", zeker="ja", **FIRST).status_code == 302
        assert not is_online(shown)
        assert client.get(shown.url).status_code == 404

    @pytest.mark.parametrize("place", ["title", "lead", "seo_title", "slug"])
    def test_wherever_it_is_said(self, karim, shown, client, place):
        rewrite(shown, lead="Wat er gebeurde.")
        said = "karim-voorbeeld-werkt" if place == "slug" else f"{NAME} werkt"
        rewrite(shown, **{place: said})
        asked = requests.ask(karim, story=shown)
        say(client, asked, **FULL)
        publish(shown)
        say(client, asked, "wijzig/", zeker="ja", **FIRST)
        assert not is_online(shown)

    def test_and_so_does_another_name(self, shown, asked, client):
        say(
            client, asked, "wijzig/", zeker="ja", **{**FULL, "name_level": "andere"}, other_name="S"
        )
        assert not is_online(shown)

    def test_tells_who_answers_for_it_what_to_write(self, people, shown, asked, client):
        say(client, asked, "wijzig/", zeker="ja", **FIRST)
        (row,) = OutgoingMail.objects.filter(kind="stories.emails.named_too_fully")
        sent = mail.make(row)
        assert sent.to == people.marketer.email
        told = (
            f"{NAME} wil alleen “Karim” heten. In de zin “{NAME} werkt graag.” staat "
            "“Voorbeeld”: schrijf “Karim”."
        )
        assert told in sent.html
        rewrite(shown, lead="Karim werkt graag.")
        assert "De nieuwe versie klopt al." in mail.make(row).text

    def test_a_note_on_paper_does_the_same(self, people, karim, shown, asked):
        noted = requests.ask(karim, way="papier", story=shown)
        proof = karim.proofs.create(content=b"foto")
        said = recording.Answer(taking=False, channels=("website",), name_level="voornaam")
        said = said._replace(until=karim.receipts.first().until)
        recording.answer(noted, said, by=people.marketer, proof=proof)
        assert not is_online(shown)


class TestWhatStays:
    def test_a_story_that_says_no_more_than_that(self, karim, client):
        shown = story(karim, title="Karim fietst", lead="Karim werkt graag.")
        asked = requests.ask(karim, story=shown)
        say(client, asked, **FULL)
        publish(shown)
        assert say(client, asked, "wijzig/", **FIRST).status_code == 302
        assert is_online(shown)
        assert StoryPage.objects.get(pk=shown.pk).people_shown == ["Karim"]

    def test_a_name_that_another_person_in_it_allows(self, people, karim, client):
        lies = PersonFactory(organisation=people.partner, name="Lies Voorbeeld")
        shown = story(karim, lies, lead="Lies Voorbeeld werkt met Karim.")
        for person in (karim, lies):
            say(client, requests.ask(person, story=shown), **FULL)
        publish(shown)
        say(client, karim.requests.get(), "wijzig/", **FIRST)
        assert is_online(shown)

    def test_another_story_that_may_say_it(self, karim, shown, asked, client):
        other = story(karim, title="Karim fietst", lead=f"{NAME} fietst.")
        say(client, requests.ask(karim, story=other), **FULL)
        publish(other)
        say(client, asked, "wijzig/", zeker="ja", **FIRST)
        assert (is_online(shown), is_online(other)) == (False, True)


def test_the_mail_keeps_no_name_of_who_is_erased(karim, shown, asked, client):
    say(client, asked, "wijzig/", zeker="ja", **FIRST)
    erasure.forget(karim)
    assert not OutgoingMail.objects.filter(kind="stories.emails.named_too_fully").exists()

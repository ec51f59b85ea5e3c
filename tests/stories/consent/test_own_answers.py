"""A note of a colleague against the own answer of the person it is about: the own no holds."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from brand.dates.years import years_after
from stories.consent import recording, requests
from stories.gate import sentences
from stories.models import Consent, Objection, PortrayedPerson, StoryPage
from stories.objections import recording as objections
from stories.withdrawal import withdraw
from tests.factories.brand import UserFactory
from tests.factories.stories import PersonFactory, image_file, picture, story

pytestmark = [pytest.mark.django_db]
EVERYWHERE = ("website", "nieuwsbrief", "sociale-media", "pers-en-drukwerk")
YES = {"taking": "ja", "channels": EVERYWHERE, "name_level": "voornaam", "zeker": "ja"}
ALONE = "Alleen Karim Voorbeeld zelf kan dat veranderen"


class Asked:
    """Somebody with a question about one story, by link."""

    def __init__(self, people):
        self.marketer = people.marketer
        self.person = PersonFactory(organisation=people.partner, name="Karim Voorbeeld")
        self.story = story(self.person, picture=picture(1), title="Karim kent elke doos")
        self.link = self.ask(self.story)

    def ask(self, page, way="link"):
        return requests.ask(self.person, way=way, story=page, by=self.marketer)

    def at(self, what=""):
        return f"/toestemming/{self.link.token}/{what}"

    def note(self, page=None, way="papier", **said):
        """What a colleague notes about this story; what that allows, or why it is refused."""
        until = years_after(timezone.localdate(), 1)  # as the person chooses in YES
        said = {"taking": True, "channels": EVERYWHERE, "until": until, **said}
        said = {"reason": "Zo zei zij het.", **said}
        proof = self.person.proofs.create(content=b"foto")
        question = self.ask(page or self.story, way)
        answer = recording.Answer(**said)
        try:
            given = recording.answer(question, answer, by=self.marketer, proof=proof)
        except recording.AnswerRefused as refusal:
            return str(refusal)
        return {row.channel for row in given if row.purpose == Consent.Purpose.PUBLISHING}


@pytest.fixture
def asked(people):
    return Asked(people)


def refused(what):
    return (
        f"Karim Voorbeeld zei daar zelf nee op: {what}. {ALONE}: stuur een link, of laat het op "
        "dit toestel zelf beantwoorden."
    )


ALL = "website, nieuwsbrief, sociale media, pers en drukwerk"


def test_what_nobody_asked_yet_may_be_noted(asked):
    assert asked.note() == set(EVERYWHERE)


@pytest.mark.parametrize("way", ["papier", "namens"])
@pytest.mark.parametrize("no", [{"liever-niet": "ja"}, {"taking": "nee"}])
def test_a_no_by_the_own_link_holds(asked, client, way, no):
    client.post(asked.at(), no)
    assert asked.note(way=way) == refused(f"{ALL}, de foto")
    assert not Consent.objects.valid().exists()


def test_nothing_left_after_a_yes_holds(asked, client):
    client.post(asked.at(), YES)
    client.post(asked.at("wijzig/"), {"taking": "nee", "zeker": "ja"})
    assert ALONE in asked.note()
    assert not Consent.objects.valid().exists()


def test_a_place_that_was_taken_away_is_not_given_back(asked, client):
    client.post(asked.at(), YES)
    client.post(asked.at("wijzig/"), {**YES, "channels": ["nieuwsbrief", "sociale-media"]})
    assert asked.note() == refused("website, pers en drukwerk")
    assert asked.note(channels=("nieuwsbrief",)) == {"nieuwsbrief"}


def test_a_place_that_was_taken_back_by_telephone_is_not_given_back(asked, client, signed_in):
    client.post(asked.at(), YES)
    desk = reverse("portrayedperson:withdraw", args=[asked.person.pk])
    signed_in(asked.marketer).post(desk, {"channels": ["website"]})
    client.logout()
    other = story(asked.person, picture=picture(2), title="Karim fietst")
    assert asked.note(other) == refused("website")
    asked.link = asked.ask(other)
    client.post(asked.at(), YES)
    assert asked.note(other) == set(EVERYWHERE)


def test_a_photograph_that_was_refused_stays_refused_in_another_story(asked, client):
    other = story(asked.person, picture=asked.story.picture, title="Karim fietst")
    client.post(asked.at(), {**YES, "taking": "nee"})
    assert asked.note(other) == refused("de foto")
    assert asked.note(other, taking=False) == set(EVERYWHERE)


def test_a_photograph_that_was_taken_back_stays_so(asked, client):
    client.post(asked.at(), YES)
    seen = {"text_hash": sentences.text_hash(asked.story), "pictures": [asked.story.picture_id]}
    again = picture(1)
    other = story(asked.person, picture=again, title="Karim fietst")
    client.post(asked.at(f"wil-ik-niet/{asked.story.pk}/"), seen)
    assert ALONE in asked.note(other)


def refuse(client, asked, **what):
    read = asked.story.get_latest_revision_as_object()
    said = {"text_hash": sentences.text_hash(read), **what}
    assert client.post(asked.at(f"wil-ik-niet/{read.pk}/"), said).status_code == 302
    return Objection.objects.get()


@pytest.mark.parametrize("way", ["papier", "namens"])
@pytest.mark.parametrize("settled", [False, True])
def test_a_photograph_refused_before_anything_was_allowed_stays_so(asked, client, way, settled):
    objection = refuse(client, asked, pictures=[asked.story.picture_id])
    other = story(asked.person, picture=asked.story.picture, title="Karim fietst")
    if settled:  # by a colleague, which is no answer of the person
        objections.settle(objection, "Opgelost.", UserFactory())
    assert asked.note(other, way) == refused("de foto")
    assert asked.note(other, way, taking=False) == set(EVERYWHERE)


def test_the_account_that_settled_it_may_go(asked, client):
    objection, by = refuse(client, asked, pictures=[asked.story.picture_id]), UserFactory()
    objections.settle(objection, "Opgelost.", by)
    by.delete()
    assert Objection.objects.get().settled_by is None
    assert asked.note() == refused("de foto")


def test_a_photograph_stays_refused_when_it_is_uploaded_again(asked, client):
    refuse(client, asked, pictures=[asked.story.picture_id])
    again = story(asked.person, picture=picture(1), title="Karim fietst")
    asked.story.picture.delete()
    assert asked.note(again) == refused("de foto")


def test_nor_is_it_forgotten_with_the_story(asked, client):
    refuse(client, asked, pictures=[asked.story.picture_id])
    other = story(asked.person, picture=asked.story.picture, title="Karim fietst")
    StoryPage.objects.get(pk=asked.story.pk).delete()
    assert asked.note(other) == refused("de foto")
    assert not Objection.objects.unsettled().exists()


def test_a_sentence_of_a_deleted_story_goes_when_its_person_stops(asked, client):
    first = sentences.sentences(asked.story.get_latest_revision_as_object())[0]
    refuse(client, asked, sentences=[sentences.key(first)])
    StoryPage.objects.get(pk=asked.story.pk).delete()
    assert Objection.objects.get().sentence == first
    recording.stop(asked.person)
    assert not Objection.objects.exists()


def test_a_refused_photograph_is_allowed_again_by_its_person(asked, client):
    refuse(client, asked, pictures=[asked.story.picture_id])
    other = story(asked.person, picture=asked.story.picture, title="Karim fietst")
    asked.link = asked.ask(other)
    client.post(asked.at(), {**YES, "seen": recording.seen_on(asked.link)})
    assert asked.note(other) == set(EVERYWHERE)


@pytest.mark.parametrize("way", ["papier", "namens"])
def test_a_refused_sentence_is_a_no(asked, client, way):
    first = sentences.sentences(asked.story.get_latest_revision_as_object())[0]
    objection = refuse(client, asked, sentences=[sentences.key(first)])
    assert asked.note(way=way) == refused("een zin in dit verhaal")
    objections.settle(objection, "Opgelost.", UserFactory())
    assert asked.note(way=way) == refused("een zin in dit verhaal")
    read = asked.story.get_latest_revision_as_object()
    objections.agree(asked.person, read, sentences.text_hash(read))
    assert asked.note(way=way) == set(EVERYWHERE)


def test_a_refused_story_is_a_no(asked, client):
    refuse(client, asked, note="Zo niet.")
    other = story(asked.person, picture=picture(2), title="Karim fietst")
    assert asked.note() == refused("dit verhaal")
    assert asked.note(other) == set(EVERYWHERE)


def test_a_no_to_a_question_about_nothing_in_particular_is_a_no_to_all(people, client):
    asked = Asked.__new__(Asked)
    asked.marketer = people.marketer
    asked.person = PersonFactory(organisation=people.partner, name="Karim Voorbeeld")
    asked.link = requests.ask(asked.person)
    client.post(asked.at(), {"liever-niet": "ja"})
    page = story(asked.person, title="Karim fietst")
    assert asked.note(page) == refused(f"{ALL}, de foto")
    asked.link = asked.ask(page)
    client.post(asked.at(), YES)
    assert asked.note(page) == set(EVERYWHERE)


def test_no_name_that_was_put_in_the_place_of_the_one_the_person_read(asked, client):
    client.post(asked.at(), {**YES, "name_level": "volledig"})
    PortrayedPerson.objects.update(name="Karim Anders")
    asked.person.refresh_from_db()
    assert "Karim Anders zei daar zelf nee op: deze naam." in asked.note(name_level="volledig")


def test_no_other_name_than_the_person_chose(asked, client):
    client.post(asked.at(), YES)
    assert asked.note(name_level="volledig") == refused("deze naam")
    assert asked.note(name_level="andere", other_name="K. Voorbeeld") == refused("deze naam")
    assert asked.note() == set(EVERYWHERE)


SCANNED = {**YES, "years": "5"}


@pytest.fixture
def desk(asked, signed_in):
    """The marketer's form for what stands on paper about the story; the errors, if any."""

    def note(page=None, **said):
        address = reverse("consent_ask", args=[asked.person.pk])
        scan = SimpleUploadedFile("vel.png", image_file(7).read(), "image/png")
        told = {**SCANNED, "way": "papier", "proof": scan, **said}
        about = f"{address}?verhaal={(page or asked.story).pk}"
        browser = signed_in(asked.marketer)
        answer = browser.post(about, told)
        form = answer.context["form"] if answer.status_code == 422 else None
        return form.non_field_errors() if form else []

    return note


def ends():
    return set(Consent.objects.valid().values_list("until", flat=True))


@pytest.mark.parametrize("way", ["papier", "namens"])
def test_no_longer_than_the_person_chose(asked, client, way):
    chosen = years_after(timezone.localdate(), 1)
    other = story(asked.person, picture=asked.story.picture, title="Karim fietst")
    client.post(asked.at(), {**YES, "years": "1"})
    longer = refused(f"langer dan tot en met {date_format(chosen, 'j F Y')}")
    for until in (chosen + timedelta(days=1), None):
        assert asked.note(way=way, until=until) == longer
    assert asked.note(other, way, until=None) == longer
    assert ends() == {chosen}
    shorter = chosen - timedelta(days=30)
    assert asked.note(way=way, until=shorter) == set(EVERYWHERE)
    assert ends() == {shorter}
    assert asked.note(way=way, until=chosen) == set(EVERYWHERE)
    elsewhere = story(asked.person, picture=picture(2), title="Karim lacht")
    assert asked.note(elsewhere, way, until=None) == set(EVERYWHERE)


def test_the_desk_may_note_as_long_as_the_person_chose(asked, client, desk):
    client.post(asked.at(), {**YES, "years": "1"})
    with time_machine.travel(
        timezone.now() + timedelta(days=30), tick=False
    ):  # a year from now is too long
        chosen = ends()
        assert "langer dan tot en met" in desk(years="1")[0]
        assert ends() == chosen
        assert desk(years="zo") == []
        assert ends() == chosen


def test_after_the_own_end_a_note_may_be_longer(asked, client):
    client.post(asked.at(), {**YES, "years": "1"})
    with time_machine.travel(timezone.now() + timedelta(days=400), tick=False):
        assert asked.note(until=None) == set(EVERYWHERE)


@pytest.mark.parametrize("way", ["papier", "namens"])
def test_a_no_that_a_colleague_notes_closes_what_was_asked_before_it(asked, client, way):
    device, link = asked.ask(asked.story, "hier"), asked.ask(asked.story)
    assert asked.note(way=way, channels=(), taking=False) == set()
    for question in (device, link):
        question.refresh_from_db()
        assert question.answered_at
    assert (bool(device.closed_at), bool(link.closed_at)) == (True, False)
    later(client, device)
    assert not Consent.objects.valid().exists()


def later(client, question, **said):
    """What an older question still answers: the status, and what counts after it."""
    address = f"/toestemming/{question.token}/"
    seen = recording.seen_on(question)
    return client.post(address, {**YES, "seen": seen, **said}).status_code


NO = [
    ("", {"liever-niet": "ja"}),
    ("", {**YES, "channels": ["website"]}),
    ("", {**YES, "taking": "nee"}),
    ("wijzig/", {"liever-niet": "ja", "zeker": "ja"}),
    ("wijzig/", {**YES, "channels": ["website"]}),
    ("wijzig/", {**YES, "name_level": "andere", "other_name": "Sam"}),
]


@pytest.mark.parametrize(("where", "no"), NO)
def test_a_no_closes_what_was_asked_before_it(asked, client, where, no):
    device, link = asked.ask(asked.story, "hier"), asked.ask(asked.story)
    seen = {"seen": recording.seen_on(asked.link)}
    if where:
        assert client.post(asked.at(), {**YES, **seen}).status_code == 302
    assert client.post(asked.at(where), {**no, **seen}).status_code == 302
    left = set(Consent.objects.valid().values_list("channel", "file_hash", "name_level"))
    for question in (device, link):
        question.refresh_from_db()
        assert question.answered_at
    assert device.closed_at
    assert not link.closed_at
    later(client, device)
    found = set(Consent.objects.valid().values_list("channel", "file_hash", "name_level"))
    assert found == left


def test_a_refusal_closes_what_was_asked_before_it(asked, client):
    device = asked.ask(asked.story, "hier")
    refuse(client, asked, pictures=[asked.story.picture_id])
    later(client, device)
    assert not Consent.objects.valid().exists()


def test_a_no_by_telephone_closes_what_was_asked_before_it(asked, client, signed_in):
    device = asked.ask(asked.story, "hier")
    desk = reverse("portrayedperson:withdraw", args=[asked.person.pk])
    assert signed_in(asked.marketer).post(desk, {"channels": ["website"]}).status_code == 302
    client.logout()
    later(client, device)
    assert not Consent.objects.valid().exists()


def test_a_no_leaves_other_questions_and_new_ones_open(asked, client):
    other = story(asked.person, picture=picture(2), title="Karim fietst")
    elsewhere = asked.ask(other)
    client.post(asked.at(), {"liever-niet": "ja"})
    again = asked.ask(asked.story)
    for question in (elsewhere, again):
        question.refresh_from_db()
        assert not question.answered_at
        assert later(client, question) == 302
    places = Consent.objects.valid().filter(channel="website").values_list("story_key", flat=True)
    assert set(places) == {asked.story.translation_key, other.translation_key}


class TestAnEarlierLink:
    """On the own page one always chooses less, and more of it: not what was refused since."""

    @pytest.fixture
    def first(self, asked, client):
        """The link that was answered first, with the website alone."""
        client.post(asked.at(), {**YES, "channels": ["website"]})
        return asked.link

    def on(self, client, link, what="wijzig/", **said):
        address = f"/toestemming/{link.token}/{what}"
        told = {**YES, "seen": recording.seen_on(link), **said}
        return client.post(address, told)

    def places(self):
        return set(Consent.objects.valid().exclude(channel="").values_list("channel", flat=True))

    def test_allows_more_on_the_persons_own_word(self, first, client):
        assert self.on(client, first).status_code == 302
        assert self.places() == set(EVERYWHERE)
        assert self.on(client, first, channels=["website"]).status_code == 302
        assert self.on(client, first, years="5").status_code == 302
        assert self.places() == set(EVERYWHERE)

    def test_only_of_what_it_shows(self, asked, first, client):
        other = story(asked.person, picture=picture(2), title="Karim fietst")
        Consent.objects.filter(story=other).delete()
        self.on(client, first)
        assert set(Consent.objects.valid().values_list("story_key", flat=True)) == {
            asked.story.translation_key
        }

    def test_not_what_was_refused_on_another(self, asked, first, client):
        later_one = asked.ask(asked.story)
        self.on(client, later_one, channels=["website", "nieuwsbrief"])
        answer = self.on(client, first)
        assert answer.status_code == 409
        told = (
            "Hier is nog niets veranderd. U zei later nee tegen: Op sociale media, In de pers en "
            "op papier. Daarom kan deze link dat niet meer toelaten."
        )
        assert told in answer.content.decode()
        assert self.places() == {"website", "nieuwsbrief"}
        assert self.on(client, first, channels=["website"]).status_code == 302  # less is well
        assert self.places() == {"website"}
        assert self.on(client, later_one).status_code == 409  # the first said no since
        assert self.on(client, asked.ask(asked.story)).status_code == 302
        assert self.places() == set(EVERYWHERE)

    @pytest.mark.parametrize("way", ["papier", "namens"])
    def test_nor_what_a_colleague_noted(self, asked, first, client, way):
        asked.note(way=way, channels=(), taking=False)
        assert self.on(client, first).status_code == 409
        assert self.places() == set()

    def test_nor_what_was_said_by_telephone(self, asked, first, client):
        self.on(client, first)
        withdraw.withdraw(asked.person, channels=["nieuwsbrief"], by=asked.marketer)
        assert self.on(client, first).status_code == 409
        assert self.on(client, first, channels=["website"]).status_code == 302
        assert self.places() == {"website"}

    def test_nor_what_a_restored_database_forgot(self, asked, first, client):
        """The journal does the withdrawal again; the answer it followed is not there."""
        device = asked.ask(asked.story, "hier")
        about = {"story_keys": [str(asked.story.translation_key)], "key": uuid4()}
        with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
            now = timezone.now()
            withdraw.end_again(asked.person, ["website"], "link", at=now, **about)
        for question in (device, first):
            with pytest.raises(recording.RefusedElsewhere):
                recording.answer(question, recording.Answer(taking=True, channels=("website",)))
        assert self.places() == set()
        assert self.on(client, first, channels=["nieuwsbrief"]).status_code == 302
        with time_machine.travel(timezone.now() + timedelta(hours=2)):
            assert self.on(client, asked.ask(asked.story), "").status_code == 302
            assert self.places() == set(EVERYWHERE)

    def test_nor_a_fuller_name(self, asked, first, client):
        again = asked.ask(asked.story)
        self.on(client, again, channels=["website"], name_level="andere", other_name="Sam")
        answer = self.on(client, first, channels=["website"])
        assert "U zei later nee tegen: Alleen mijn voornaam." in answer.content.decode()
        assert {row.shown_name for row in Consent.objects.valid()} == {"Sam"}

    def test_nor_a_photograph(self, asked, client):
        first = asked.link
        self.on(client, first, "", taking="nee", channels=["website"])
        again = asked.ask(asked.story)
        draft = asked.story.get_latest_revision_as_object()
        refusal = {"text_hash": sentences.text_hash(draft), "pictures": [draft.picture_id]}
        self.on(client, again, f"wil-ik-niet/{draft.pk}/", **refusal)
        answer = self.on(client, first, channels=["website"])
        assert "U zei later nee tegen: deze foto." in answer.content.decode()
        assert set(Consent.objects.valid().values_list("file_hash", flat=True)) == {""}

    def test_nor_does_its_yes_to_the_text_take_back_a_no(self, asked, first, client):
        again = asked.ask(asked.story)
        draft = asked.story.get_latest_revision_as_object()
        said = {"text_hash": sentences.text_hash(draft)}
        self.on(client, again, f"wil-ik-niet/{draft.pk}/", note="Zo niet.", **said)
        answer = self.on(client, first, f"klopt/{draft.pk}/", **said)
        assert answer.status_code == 409
        assert "U zei later nee tegen: Uw verhaal." in answer.content.decode()
        assert sentences.refused(draft) != []
        assert self.on(client, again, f"klopt/{draft.pk}/", **said).status_code == 302
        assert sentences.refused(draft) == []

    def test_what_was_refused_on_this_page_is_allowed_again_on_it(self, asked, first, client):
        draft = asked.story.get_latest_revision_as_object()
        said = {"text_hash": sentences.text_hash(draft), "pictures": [asked.story.picture_id]}
        self.on(client, first, f"wil-ik-niet/{draft.pk}/", **said)
        assert Objection.objects.get().request == first

    def test_the_page_that_mails_name_is_the_one_that_was_answered_last(self, asked, first, client):
        newer = asked.ask(asked.story)
        assert requests.own_link(asked.person) == newer
        self.on(client, first, channels=["nieuwsbrief"])
        assert requests.own_link(asked.person) == first

    def test_nor_does_one_of_before_a_stop_that_was_opened_again(self, asked, first, client):
        recording.stop(asked.person)
        new = story(asked.person, picture=picture(2), title="Karim fietst")
        fresh = asked.ask(new)
        assert self.on(client, fresh, "", channels=["website"]).status_code == 302
        assert recording.stopped_at(asked.person) is None
        kept = set(Consent.objects.valid())
        for what in ("", "wijzig/"):
            assert self.on(client, first, what).status_code == 409
        draft = new.get_latest_revision_as_object()
        text = {"text_hash": sentences.text_hash(draft)}
        assert self.on(client, first, f"klopt/{draft.pk}/", **text).status_code == 409
        assert set(Consent.objects.valid()) == kept
        page = client.get(f"/toestemming/{first.token}/").content.decode()
        assert "Later antwoordde u opnieuw: wat hier staat, geldt nu." in page
        assert ("Verander mijn antwoord" in page, "Ja, dit klopt" in page) == (False, False)
        assert requests.own_link(asked.person) == fresh
        self.on(client, first, "stop/")
        assert not Consent.objects.valid().exists()

    def test_who_answers_anew_on_a_device_gets_another_page(self, asked, first, client):
        recording.stop(asked.person)
        assert requests.own_link(asked.person) == first  # to read, and nothing to open
        here = asked.ask(story(asked.person, picture=picture(2), title="Nieuw"), "hier")
        recording.answer(here, recording.Answer(taking=True, channels=("website",)))
        own = requests.own_link(asked.person)
        assert own not in (first, here)
        assert self.on(client, own).status_code == 302
        assert self.places() == set(EVERYWHERE)

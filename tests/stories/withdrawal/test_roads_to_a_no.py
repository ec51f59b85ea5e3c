"""Every road that leads to a no ends alike: a row, mails, tasks, and files that are gone."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from brand import mail
from brand.models import OutgoingMail
from stories.consent import recording, requests
from stories.gate import sentences
from stories.models import Consent, StoryPage, Use, Withdrawal
from stories.withdrawal import withdraw
from tests.factories.stories import PersonFactory, hand_over, picture, story

pytestmark = pytest.mark.django_db
YES = {"taking": "ja", "name_level": "voornaam", "zeker": "ja"}
WEBSITE, NEWSLETTER = "website", "nieuwsbrief"


class Told:
    """Two stories of one person, each with its own picture and its own yes by link."""

    def __init__(self, people):
        self.marketer = people.marketer
        self.person = PersonFactory(
            organisation=people.partner, name="Karim Voorbeeld", email="karim@voorbeeld.be"
        )
        self.gone, self.link = self._told(1, "Karim kent elke doos")
        self.stays, _ = self._told(2, "Karim fietst")
        Use.objects.create(
            organisation=people.partner,
            story=self.gone,
            kind=Use.Kind.POST,
            channel=WEBSITE,
            where="LinkedIn",
        )
        self.file = self.gone.picture.file.name
        OutgoingMail.objects.all().delete()

    def _told(self, shade, title):
        page = story(self.person, picture=picture(shade), title=title)
        link = requests.ask(self.person, story=page, by=self.marketer)
        said = recording.Answer(taking=True, channels=(WEBSITE, NEWSLETTER))
        recording.answer(link, said)
        page.get_latest_revision().publish()
        return StoryPage.objects.get(pk=page.pk), link

    def at(self, what=""):
        return f"/toestemming/{self.link.token}/{what}"


@pytest.fixture
def told(people):
    return Told(people)


def narrow(told, client, signed_in):
    client.post(told.at("wijzig/"), {**YES, "channels": [NEWSLETTER]})


def no_to_the_taking_with_ticks(told, client, signed_in):
    said = {**YES, "taking": "nee", "channels": [WEBSITE, NEWSLETTER]}
    client.post(told.at("wijzig/"), said)


def no_to_the_taking(told, client, signed_in):
    client.post(told.at("wijzig/"), {"taking": "nee", "zeker": "ja"})


def refuse_the_picture(told, client, signed_in):
    said = {"text_hash": sentences.text_hash(told.gone), "pictures": [told.gone.picture_id]}
    client.post(told.at(f"wil-ik-niet/{told.gone.pk}/"), said)


def the_end(told, client, signed_in):
    over = timezone.localdate() - timedelta(days=1)
    Consent.objects.filter(story=told.gone).update(until=over)
    withdraw.end_expired_consents()


def on_paper(told, client, signed_in):
    asked = requests.ask(told.person, way="papier", story=told.gone)
    proof = told.person.proofs.create(content=b"foto")
    recording.answer(asked, recording.Answer(taking=False), by=told.marketer, proof=proof)


ONE_STORY = [
    narrow,
    no_to_the_taking_with_ticks,
    no_to_the_taking,
    refuse_the_picture,
    the_end,
    on_paper,
]


WORDS_STAY = [no_to_the_taking_with_ticks, refuse_the_picture]


def stop(told, client, signed_in):
    client.post(told.at("stop/"), {"zeker": "ja"})


def by_telephone(told, client, signed_in):
    address = reverse("portrayedperson:withdraw", args=[told.person.pk])
    signed_in(told.marketer).post(address)


def website_by_telephone(told, client, signed_in):
    address = reverse("portrayedperson:withdraw", args=[told.person.pk])
    signed_in(told.marketer).post(address, {"channels": [WEBSITE]})


EVERYTHING = [stop, by_telephone, website_by_telephone]


def is_taken_back(told, client, status=410) -> None:
    assert client.get(told.gone.url).status_code == status
    assert not default_storage.exists(told.file)
    (row,) = (one for one in Withdrawal.objects.all() if WEBSITE in one.channels)
    assert row.swept_at is not None
    kinds = set(OutgoingMail.objects.values_list("kind", "ref"))
    assert {
        ("stories.emails.withdrawn", str(row.pk)),
        ("stories.emails.withdrawn_at_desk", f"{row.pk}-{told.marketer.pk}"),
    } <= kinds
    assert [task.task for task in row.recalls.all()] == ["Haal het bericht weg: LinkedIn."]


@pytest.mark.parametrize("road", ONE_STORY, ids=lambda road: road.__name__)
def test_one_story_goes_and_the_other_stays(told, client, signed_in, road):
    road(told, client, signed_in)
    # Who still allows the words has a draft again, as any other that left the site.
    is_taken_back(told, client, 404 if road in WORDS_STAY else 410)
    assert client.get(told.stays.url).status_code == 200
    assert default_storage.exists(told.stays.picture.file.name)


@pytest.mark.parametrize("road", EVERYTHING, ids=lambda road: road.__name__)
def test_everything_goes(told, client, signed_in, road):
    other = told.stays.picture.file.name
    road(told, client, signed_in)
    is_taken_back(told, client)
    assert client.get(told.stays.url).status_code == 410
    assert not default_storage.exists(other)


def test_a_refused_picture_leaves_the_words_to_the_writer(told, client, signed_in):
    refuse_the_picture(told, client, signed_in)
    page = StoryPage.objects.get(pk=told.gone.pk)
    assert (page.live, page.picture, page.title) == (False, None, "Karim kent elke doos")


def test_and_a_mail_about_those_words(told, client, signed_in):
    sent = OutgoingMail.objects.create(
        kind=mail.READY_MADE, to="wout@huis.be", subject=told.gone.title, dedupe_key="x"
    )
    refuse_the_picture(told, client, signed_in)
    withdraw.finish_pending()
    sent.refresh_from_db()
    assert sent.subject == "Karim kent elke doos"


def test_the_same_picture_stays_for_the_story_that_may_keep_it(told, client, signed_in):
    shared = story(told.person, picture=told.gone.picture, title="Nog een", live=True)
    narrow(told, client, signed_in)
    assert client.get(told.gone.url).status_code == 410
    assert client.get(shared.url).status_code == 200
    assert default_storage.exists(told.file)


def test_a_stop_is_opened_again_by_the_person_only(told, people, client, signed_in):
    stop(told, client, signed_in)
    page = story(told.person, title="Een nieuw begin")
    for way in ("papier", "namens"):
        asked = requests.ask(told.person, way=way, story=page)
        proof = told.person.proofs.create(content=b"foto")
        said = recording.Answer(taking=True, channels=(WEBSITE,), reason="Zij zei het.")
        with pytest.raises(recording.AnswerRefused, match="Alleen Karim Voorbeeld zelf"):
            recording.answer(asked, said, by=people.marketer, proof=proof)
    fresh = requests.ask(told.person, story=page, by=people.marketer)
    address = f"/toestemming/{fresh.token}/"
    assert "met alles. Wij vragen het nu opnieuw." in client.get(address).content.decode()
    assert recording.last_answers(told.person) is None
    client.post(address, {**YES, "channels": [WEBSITE]})
    assert recording.stopped_at(told.person) is None
    assert Consent.objects.showing(WEBSITE).get().story == page


def test_a_question_of_before_a_stop_opens_nothing_again(told, people, client):
    asks = {"story": told.stays, "by": people.marketer}
    unanswered = requests.ask(told.person, **asks)
    here = requests.ask(told.person, way="hier", **asks)
    client.post(told.at("stop/"), {"zeker": "ja"})
    for address in (told.at(), told.at("wijzig/"), f"/toestemming/{unanswered.token}/"):
        page = client.get(address).content.decode()
        assert "Wilt u toch weer meedoen? Vraag een nieuwe link" in page
        assert "Verander mijn antwoord" not in page
        assert client.post(address, {**YES, "channels": [WEBSITE]}).status_code == 409
    hand_over(client, here)
    response = client.post(f"/toestemming/{here.token}/", {**YES, "channels": [WEBSITE]})
    assert "U mag dit toestel teruggeven." in response.content.decode()
    assert recording.stopped_at(told.person)
    assert not told.person.consents.valid().exists()
    assert not told.person.requests.open().exists()


@pytest.mark.parametrize("way", ["link", "hier"])
def test_nor_does_one_that_a_stop_did_not_close(told, client, way):
    """As a stop of an earlier release left it."""
    asked = requests.ask(told.person, story=told.stays, way=way)
    client.post(told.at("stop/"), {"zeker": "ja"})
    told.person.requests.filter(pk=asked.pk).update(answered_at=None, closed_at=None)
    said = recording.Answer(taking=True, channels=(WEBSITE,))
    with pytest.raises(recording.AnswerRefused, match="Vraag een nieuwe link"):
        recording.answer(asked, said)
    if way == "hier":
        hand_over(client, asked)
    page = client.post(f"/toestemming/{asked.token}/", {**YES, "channels": [WEBSITE]})
    sentence = "Vraag een nieuwe link" if way == "link" else "U mag dit toestel teruggeven."
    assert sentence in page.content.decode()
    assert not told.person.consents.valid().exists()


def test_the_own_page_that_a_mail_names_after_a_stop_is_no_new_question(people, client):
    person = PersonFactory(organisation=people.partner, name="Karim Voorbeeld")
    page = story(person, title="Karim fietst")
    here = requests.ask(person, story=page, way="hier", by=people.marketer)
    hand_over(client, here)
    client.post(f"/toestemming/{here.token}/", {**YES, "channels": [WEBSITE]})
    recording.stop(person)
    own = requests.own_link(person)
    client.post(f"/toestemming/{own.token}/", {**YES, "channels": [WEBSITE]})
    assert not person.consents.valid().exists()


def test_a_link_that_was_answered_is_the_persons_own(told, people, client, signed_in):
    address = reverse("consent_asked", args=[told.link.pk])
    page = signed_in(people.marketer).get(address).content.decode()
    assert told.link.token not in page
    assert "De link is nu de eigen pagina van Karim Voorbeeld, en staat hier niet meer." in page
    edit = reverse("portrayedperson:edit", args=[told.person.pk])
    assert address not in client.get(edit).content.decode()
    asks = f"{reverse('consent_ask', args=[told.person.pk])}?verhaal={told.stays.pk}"
    page = client.post(asks, {"way": "link"}, follow=True).content.decode()
    assert told.person.requests.open().get().token in page

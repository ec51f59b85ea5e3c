"""Whether everybody in a story said yes to these very words, and what a reader may record."""

import pytest
from django.urls import reverse

from brand import mail
from brand.models import OutgoingMail
from stories.consent import recording as consent_recording
from stories.consent import requests
from stories.gate import agreement, consent
from stories.gate import sentences as gate_sentences
from stories.languages import translation
from stories.models import Consent, ConsentReceipt, HarmlessChange, StoryPage
from stories.objections import recording as objections_recording
from stories.review import publication_mail
from tests.factories.stories import agree, covered_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(people):
    return covered_story(1, organisation=people.partner, title="Karim kent elke doos")


def person_of(page):
    return page.portrayals.get().person


def changed(page) -> StoryPage:
    page.lead = "Hij weet alles staan."
    page.save_revision()
    return StoryPage.objects.get(pk=page.pk)


def sentences(page) -> list[str]:
    draft = page.get_latest_revision_as_object()
    return [reason.sentence for reason in consent.publishing_obstacles(draft)]


def test_changed_words_wait_and_what_is_live_stays(page):
    page = changed(page)
    assert sentences(page) == [f"{person_of(page)} zei ja op een andere tekst dan deze."]
    with pytest.raises(consent.PublicationRefused):
        page.get_latest_revision().publish()
    assert StoryPage.objects.get(pk=page.pk).is_shown
    agree(page)
    page.get_latest_revision().publish()
    assert StoryPage.objects.get(pk=page.pk).lead == "Hij weet alles staan."


HIDDEN = "<Karim zat in de gevangenis>"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lead", f"Hij weet alles staan. {HIDDEN}"),
        ("come_and_see", HIDDEN),
        ("body", [("quote", {"text": HIDDEN, "name": "Bo"})]),
    ],
)
def test_words_between_angle_brackets_are_words_in_a_plain_field(name, value, page, client):
    setattr(page, name, value)
    page.save_revision()
    page = StoryPage.objects.get(pk=page.pk)
    assert sentences(page) == [f"{person_of(page)} zei ja op een andere tekst dan deze."]
    asked = requests.ask(person_of(page), story=page, by=page.owner)
    shown = client.get(f"/toestemming/{asked.token}/")
    assert "&lt;Karim zat in de gevangenis&gt;" in shown.content.decode()


def test_rich_text_is_read_without_its_markup(page):
    page.body = [("text", "<p>Hij <b>weet</b> alles &amp; meer.</p><p>Altijd.</p>")]
    assert gate_sentences.paragraphs(page)[-2:] == [["Hij weet alles & meer."], ["Altijd."]]


BESIDE = ("picture_alt", "sector", "source", "come_and_see", "contact_name", "invitation_name")
BESIDE += ("seo_title", "search_description")


@pytest.mark.parametrize("name", BESIDE)
def test_words_beside_the_text_wait_too_and_are_read_and_refused(name, page, client):
    secret = "Karim zat in de gevangenis"
    setattr(page, name, secret)
    page.save_revision()
    person = person_of(page)
    assert sentences(page) == [f"{person} zei ja op een andere tekst dan deze."]
    link = requests.ask(person, story=StoryPage.objects.get(pk=page.pk))
    assert client.get(requests.link(link)).content.decode().count(secret) == 1
    page = StoryPage.objects.get(pk=page.pk)
    objections_recording.refuse(person, page.get_latest_revision_as_object(), sentences=[secret])
    assert len(consent.missing(page.get_latest_revision_as_object())) == 1
    agree(page)
    page.get_latest_revision().publish()
    assert getattr(StoryPage.objects.get(pk=page.pk), name) == secret


def test_words_on_a_button_wait_too(page):
    link = {"label": "Karim zat in de gevangenis", "url": "https://example.org/"}
    page.body = [("call", {"title": "Kom mee", "text": "", "link": link})]
    page.save_revision()
    draft = page.get_latest_revision_as_object()
    assert gate_sentences.paragraphs(draft)[-2:] == [["Kom mee"], ["Karim zat in de gevangenis"]]
    agree(page)
    assert sentences(page) == []
    page.body[0].value["link"]["label"] = "Iets anders"
    page.save_revision()
    assert sentences(page) == [f"{person_of(page)} zei ja op een andere tekst dan deze."]


def test_a_picture_that_is_described_anew_waits_before_it_is_published_again(page):
    changed(page)
    agree(page)
    page.picture.alt = "Karim in de gevangenis"
    page.picture.save()
    assert sentences(page) == [f"{person_of(page)} zei ja op een andere tekst dan deze."]


def test_a_reader_records_why_a_change_touches_nobody(page, people, signed_in):
    person, page = person_of(page), changed(page)
    page.get_workflow().start(page, people.marketer)
    client = signed_in(people.federation)
    address = reverse("story_review", args=[page.pk])
    assert "Las deze tekst niet." in client.get(address).content.decode()
    state = StoryPage.objects.get(pk=page.pk).current_workflow_task_state
    said = {"state": state.pk, "action": "harmless", "person": person.pk}
    refused = client.post(address, {**said, "reason": " "})
    assert refused.status_code == 422
    assert "Schrijf waarom de wijziging deze persoon niet raakt." in refused.content.decode()
    client.post(address, {**said, "reason": "Een spelfout."})
    row = HarmlessChange.objects.get()
    assert (row.person, row.reason, row.by) == (person, "Een spelfout.", people.federation)
    assert (row.old_hash, row.new_hash) == (
        ConsentReceipt.objects.get(story=page).text_hash,
        agreement.sentences.text_hash(page.get_latest_revision_as_object()),
    )
    assert sentences(page) == []
    assert "“Een spelfout.”" in client.get(address).content.decode()


def test_who_handed_it_in_records_nothing(page, people, signed_in):
    person, page = person_of(page), changed(page)
    page.get_workflow().start(page, people.federation)
    state = StoryPage.objects.get(pk=page.pk).current_workflow_task_state
    said = {"state": state.pk, "action": "harmless", "person": person.pk, "reason": "Klein."}
    signed_in(people.federation).post(reverse("story_review", args=[page.pk]), said)
    assert not HarmlessChange.objects.exists()


def test_without_proof_nothing_new_is_published(page):
    ConsentReceipt.objects.update(way=Consent.Way.NONE)
    assert StoryPage.objects.get(pk=page.pk).is_shown
    page = changed(page)
    assert sentences(page) == [f"De toestemming van {person_of(page)} is zonder bewijs genoteerd."]


def test_going_live_is_told_once_with_the_own_page(page):
    person = person_of(page)
    type(person).objects.filter(pk=person.pk).update(email="karim@voorbeeld.be")
    assert [publication_mail.tell_those_shown() for _ in range(2)] == [1, 1]
    row = OutgoingMail.objects.get(kind="stories.emails.went_live")
    sent = mail.make(row)
    assert (sent.to, sent.subject) == ("karim@voorbeeld.be", "Uw verhaal staat online")
    assert page.full_url in sent.text
    assert "/toestemming/" in sent.text


class TestATranslation:
    """Other words: a yes to the Dutch ones is no yes to what somebody wrote in French."""

    @pytest.fixture
    def french(self, page):
        version = translation.translate(page, "fr")
        version.title, version.lead = "Karim sort de prison", "Il a passé six ans en prison."
        version.save_revision()
        return StoryPage.objects.get(pk=version.pk)

    def test_waits_until_it_is_read(self, page, french):
        waits = [f"{person_of(page)} zei ja op een andere tekst dan deze."]
        assert (sentences(page), sentences(french)) == ([], waits)
        with pytest.raises(consent.PublicationRefused):
            french.get_latest_revision().publish()
        agree(french)
        assert sentences(french) == []
        french.get_latest_revision().publish()
        french.lead = "Il a passé dix ans en prison."
        french.save_revision()
        assert (sentences(page), sentences(french)) == ([], waits)

    @pytest.mark.parametrize("named", ["page", "french"])
    def test_is_asked_about_with_the_dutch_one(self, named, page, french, request, client):
        person = person_of(page)
        link = requests.ask(person, story=request.getfixturevalue(named))
        address = f"/toestemming/{link.token}/"
        read = client.get(address).content.decode()
        assert (read.count(page.lead), read.count("six ans en prison")) == (1, 1)
        client.post(address, {"taking": "ja", "channels": ["website"], "name_level": "voornaam"})
        receipt = person.receipts.first()
        drafts = [one.get_latest_revision_as_object() for one in (page, french)]
        assert receipt.text_hash == gate_sentences.told_hash(drafts[0])
        assert receipt.text_hashes == [gate_sentences.text_hash(one) for one in drafts]
        assert (sentences(page), sentences(french)) == ([], [])
        fresh = requests.ask(person, story=page)
        assert not consent_recording.asks_anew(fresh)
        french.lead = "Il a passé dix ans en prison."
        french.save_revision()
        assert consent_recording.asks_anew(fresh)

    def test_a_reader_records_why_it_touches_nobody(self, page, french, people, signed_in):
        french.get_workflow().start(french, people.marketer)
        client, address = signed_in(people.federation), reverse("story_review", args=[french.pk])
        state = StoryPage.objects.get(pk=french.pk).current_workflow_task_state
        said = {"state": state.pk, "action": "harmless", "person": person_of(page).pk}
        client.post(address, {**said, "reason": "Zegt hetzelfde als het Nederlands."})
        assert sentences(french) == []
        row = HarmlessChange.objects.get()
        assert (row.story, row.by) == (french, people.federation)

"""The portrayed person's own page: give, change, read back, stop."""

import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import ReferenceIndex

from brand import mail
from brand.dates.years import years_after
from brand.models import OutgoingMail
from stories.consent import recording, requests, wording
from stories.gate import consent, sentences
from stories.models import (
    Consent,
    ConsentRequest,
    Recall,
    StoryPage,
    StoryReading,
    Use,
    Withdrawal,
)
from stories.withdrawal import recalls, withdraw
from tests.factories.stories import ConsentFactory, PersonFactory, hand_over, picture, story
from tests.support.visits import LOOKED_AT_BY_NOBODY

pytestmark = pytest.mark.django_db

YES = {"taking": "ja", "channels": ["website", "nieuwsbrief"], "name_level": "voornaam"}


@pytest.fixture
def asked(people):
    karim = PersonFactory(
        organisation=people.partner, name="Karim Voorbeeld", email="karim@voorbeeld.be"
    )
    page = story(karim, picture=picture(1), title="Karim kent elke doos")
    return requests.ask(karim, story=page, by=people.marketer)


def at(asked, what=""):
    return f"/toestemming/{asked.token}/{what}"


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def in_years(number):
    return years_after(timezone.localdate(), number)


def valid(asked):
    return asked.person.consents.valid().filter(purpose="tonen")


def test_looking_changes_nothing_and_ticks_nothing(asked, client):
    response = client.get(at(asked))
    page = response.content.decode()
    assert "Mogen wij u tonen?" in page
    assert "Dat verandert niets aan uw werk of uw begeleiding." in page
    assert "checked" not in page
    assert Consent.objects.count() == 0
    asked.refresh_from_db()
    assert asked.opened_at is not None
    assert asked.answered_at is None
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"


def test_the_draft_is_read_once_for_a_page(asked, client):
    def read(what=""):
        with CaptureQueriesContext(connection) as made:
            assert client.get(at(asked, what)).status_code == 200
        return sum('FROM "wagtailcore_revision"' in query["sql"] for query in made)

    assert read() == 1
    client.post(at(asked), YES)
    assert read() == read("wijzig/") == 1


@pytest.mark.parametrize("headers", [LOOKED_AT_BY_NOBODY[0], {"Sec-Purpose": "prefetch"}])
def test_a_scanner_of_mail_does_not_open_the_link(asked, client, headers):
    assert client.get(at(asked), headers=headers).status_code == 200
    assert client.head(at(asked)).status_code == 200
    asked.refresh_from_db()
    assert asked.opened_at is None


def test_saying_yes(asked, client):
    said = {**YES, "years": "2", "present": "Lien", "trusted_person": "Lien Tester"}
    response = client.post(at(asked), {**said, "trusted_contact": "0470 00 00 00"}, follow=True)
    assert "Bedankt. Wij hebben uw antwoord." in text(response)
    rows = {(row.purpose, row.channel) for row in Consent.objects.all()}
    assert rows == {("maken", ""), ("tonen", "website"), ("tonen", "nieuwsbrief")}
    for row in Consent.objects.all():
        proof = row.receipt
        assert (proof.request, proof.way, proof.present) == (asked, "link", "Lien")
        assert (proof.wording, proof.language) == (wording.version(), "nl")
        assert (proof.story, proof.text_hash) == (asked.story, sentences.told_hash(asked.story))
        assert (row.until, row.picture) == (in_years(2), asked.story.picture)
    asked.person.refresh_from_db()
    assert asked.person.trusted_person == "Lien Tester"
    assert consent.missing(asked.story) == []
    sent = mail.make(OutgoingMail.objects.get(kind="stories.emails.answered"))
    assert (sent.to, requests.link(asked) in sent.text) == ("karim@voorbeeld.be", True)


def test_saying_no_is_an_answer(asked, client):
    response = client.post(at(asked), {"taking": "nee"}, follow=True)
    assert "Wij tonen u nergens." in text(response)
    assert Consent.objects.count() == 0
    asked.refresh_from_db()
    assert asked.answered_at is not None


def test_words_yes_and_picture_no(asked, client):
    client.post(at(asked), {**YES, "taking": "nee"})
    assert {row.picture for row in Consent.objects.all()} == {None}
    (reason,) = consent.missing(asked.story)
    assert reason.sentence == (
        "Karim Voorbeeld gaf toestemming voor website, maar niet voor deze foto."
    )


WRONG = [
    ({"channels": ["website"]}, "Kies ja of nee"),
    ({"taking": "ja", "name_level": "andere"}, "Schrijf de naam die wij mogen gebruiken"),
]


@pytest.mark.parametrize(("said", "sentence"), WRONG)
def test_what_is_missing_is_said_and_what_was_typed_stays(asked, client, said, sentence):
    response = client.post(at(asked), {**said, "present": "Lien"})
    assert response.status_code == 422
    assert sentence in text(response)
    assert 'value="Lien"' in response.content.decode()
    assert Consent.objects.count() == 0


@pytest.mark.database("stories.withdrawal.withdraw._pressed_before")
def test_a_double_click_is_one_stop(asked, client):
    """Without a script nothing holds the second click back."""
    ConsentFactory(person=asked.person, story=asked.story, picture=asked.story.picture)
    said = []
    for _ in range(2):
        page = client.post(at(asked, "stop/"), {"zeker": "ja"}, follow=True)
        said.append(page.redirect_chain[-1][0].partition("?")[2])
    assert said == ["gedaan=gestopt#gedaan"] * 2
    assert Withdrawal.objects.count() == 1
    kind = "stories.emails.withdrawn"
    assert OutgoingMail.objects.filter(kind=kind).count() == 1


def test_a_stop_of_what_was_allowed_since_is_another(asked, client):
    for _ in range(2):
        ConsentFactory(person=asked.person)
        client.post(at(asked, "stop/"), {"zeker": "ja"})
    assert Withdrawal.objects.count() == 2
    assert not asked.person.consents.filter(withdrawn_at=None).exists()


@pytest.mark.database("stories.consent.recording.answer")
def test_answering_twice_keeps_both_and_the_newest_counts(asked, client):
    client.post(at(asked), {**YES, "years": "5"})
    client.post(at(asked), {**YES, "channels": ["website"], "years": "1"})
    assert Consent.objects.count() == 5
    assert [(row.channel, row.until) for row in valid(asked)] == [("website", in_years(1))]
    assert [row.channels for row in Withdrawal.objects.all()] == [["nieuwsbrief"]]
    client.post(at(asked), {**YES, "channels": ["website"], "years": "2"})
    assert Consent.objects.count() == 7
    assert valid(asked).count() == 1


def test_a_double_click_is_one_answer(asked, client):
    for _ in range(2):
        assert client.post(at(asked), YES).status_code == 302
    assert asked.person.receipts.count() == 1
    for _ in range(2):  # a no is acted upon each time
        recording.answer(asked, recording.Answer(taking=False))
        assert asked.person.receipts.count() == 2
    assert not valid(asked).exists()


def test_a_double_click_on_words_alone_is_one_answer(asked, client):
    for _ in range(2):
        assert client.post(at(asked), {**YES, "taking": "nee"}).status_code == 302
        assert asked.person.receipts.count() == 1
        assert {row.channel for row in valid(asked)} == {"website", "nieuwsbrief"}
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        client.post(at(asked), {**YES, "taking": "nee"})
    assert asked.person.receipts.count() == 2


def test_a_double_click_on_rather_not_is_one_answer(asked, client):
    for _ in range(2):
        assert client.post(at(asked), {"liever-niet": "ja"}).status_code == 302
    assert asked.person.receipts.count() == 1


def test_another_answer_right_after_it_is_another(asked, client):
    client.post(at(asked), {"taking": "nee"})
    client.post(at(asked), YES)
    client.post(at(asked), {"taking": "nee"})
    assert asked.person.receipts.count() == 3
    assert not valid(asked).exists()


def test_another_pictures_consent_is_left_alone(asked, client):
    other = ConsentFactory(person=asked.person, picture=picture(9), story=None)
    client.post(at(asked), {"taking": "ja", "channels": ["nieuwsbrief"]})
    client.post(at(asked), {"taking": "ja"})
    assert list(valid(asked)) == [other]


def test_narrowing_takes_the_story_off_the_website(asked, client):
    client.post(at(asked), YES)
    asked.story.get_latest_revision().publish()
    response = client.get(at(asked, "wijzig/"))
    assert response.content.decode().count("checked") == 5
    said = {**YES, "channels": ["nieuwsbrief"]}
    page = text(client.post(at(asked, "wijzig/"), said))
    assert "gaat dit weg van onze website, voorgoed: Karim kent elke doos" in page
    assert Withdrawal.objects.count() == 0
    client.post(at(asked, "wijzig/"), {**said, "zeker": "ja"})
    assert [row.channel for row in valid(asked)] == ["nieuwsbrief"]
    assert not StoryPage.objects.get(pk=asked.story_id).live


def test_narrowing_one_of_two_pictures_takes_that_one_off_the_website(asked, client):
    karim = asked.person
    links = [requests.ask(karim, picture=picture(shade)) for shade in (11, 12)]
    pages = []
    for link in links:
        client.post(at(link), YES)
        pages.append(story(karim, picture=link.picture, live=True))
        ReferenceIndex.create_or_update_for_object(pages[-1])  # as after the commit
    files = [link.picture.get_rendition("width-20|format-jpeg").url for link in links]
    said = {**YES, "channels": ["nieuwsbrief"]}
    client.post(at(links[0], "wijzig/"), {**said, "zeker": "ja"})
    assert [client.get(page.url).status_code for page in pages] == [410, 200]
    assert [client.get(file).status_code for file in files] == [404, 200]
    row = Withdrawal.objects.get()
    assert (row.channels, row.places) == (["website"], [pages[0].pk])


def test_another_name_and_a_later_end(asked, client):
    client.post(at(asked), YES)
    said = {**YES, "name_level": "andere", "other_name": "Sam", "years": "5"}
    response = client.post(at(asked, "wijzig/"), said, follow=True)
    assert "Met deze naam: Sam" in text(response)
    assert {(row.shown_name, row.until) for row in valid(asked)} == {("Sam", in_years(5))}
    assert Withdrawal.objects.count() == 0


def test_stopping_takes_two_presses(asked, client):
    client.post(at(asked), YES)
    assert client.get(at(asked, "stop/")).status_code == 200
    assert "Wilt u stoppen?" in text(client.post(at(asked, "stop/")))
    assert valid(asked).count() == 2
    response = client.post(at(asked, "stop/"), {"zeker": "ja"}, follow=True)
    assert "U bent gestopt. Op onze website tonen wij u niet meer." in text(response)
    assert asked.person.consents.valid().count() == 0
    (done,) = Withdrawal.objects.all()
    assert (done.person, done.way, done.where) == (asked.person, "link", "alles")


class TestAfterAStop:
    def stopped(self, asked, client, **use):
        client.post(at(asked), {**YES, "channels": ["website", "sociale-media"]})
        if use:
            Use.objects.create(
                organisation=asked.person.organisation,
                story=asked.story,
                channel=Consent.Channel.SOCIAL,
                **use,
            )
        return text(client.post(at(asked, "stop/"), {"zeker": "ja"}, follow=True))

    def test_what_must_still_be_taken_away_is_said_with_its_day(self, asked, client):
        page = self.stopped(asked, client, kind=Use.Kind.POST, where="LinkedIn")
        (task,) = Recall.objects.all()
        day = date_format(task.due_on, "j F Y")
        assert "Dit halen wij nog weg, of vragen wij weg te halen:" in page
        assert f"LinkedIn, tegen {day}" in page
        assert "Wij tonen u nergens." not in page
        recalls.settle(task, by=None)
        page = text(client.get(at(asked)))
        assert "Wij tonen u nergens." in page
        assert "LinkedIn" not in page

    def test_a_mail_that_was_sent_is_not_promised(self, asked, client):
        page = self.stopped(asked, client, kind=Use.Kind.MAIL, where="Nieuwsbrief van mei")
        assert "Nieuwsbrief van mei" not in page
        assert "Wij tonen u nergens." in page

    def test_a_picture_that_was_used_is_used_no_more(self, asked, client):
        page = self.stopped(asked, client)
        assert "Wij gebruiken uw foto niet meer." in page
        assert "Wij maken geen foto van u." not in page


def test_the_own_link_can_be_kept(asked, client):
    client.post(at(asked), YES)
    page = client.get(at(asked)).content.decode()
    address = requests.link(asked)
    assert f'href="{address}">{address}</a>' in page
    assert 'href="mailto:?subject=Uw%20toestemming&amp;body=http' in page


def test_whoever_reads_again_is_told_why(asked, client):
    client.post(at(asked), YES)
    why = "De tekst is veranderd. Lees hem nog eens."
    assert why not in text(client.get(at(asked)))
    draft = asked.story
    draft.lead = "Hij weet alles staan."
    draft.save_revision()
    own = client.get(at(asked)).content.decode()
    assert f'<a href="#verhaal-{draft.pk}">{why}</a>' in own
    again = requests.ask(asked.person, story=draft)
    assert why in text(client.get(at(again)))
    client.post(at(again), YES)
    assert why not in text(client.get(at(asked)))


def test_on_a_colleagues_device_the_page_closes(people, client):
    karim = PersonFactory(organisation=people.partner, name="Karim Geheim", email="k@voorbeeld.be")
    here = requests.ask(karim, way=Consent.Way.HERE, by=people.marketer)
    hand_over(client, here)
    response = client.post(at(here), YES, follow=True)
    assert "U mag dit toestel teruggeven." in text(response)
    assert "Karim" not in response.content.decode()
    for path in ("", "wijzig/", "stop/"):
        assert "Karim" not in client.get(at(here, path)).content.decode()
    client.post(at(here), {"taking": "nee"})
    assert valid(here).count() == 2
    own = ConsentRequest.objects.exclude(pk=here.pk).get()
    sent = mail.make(OutgoingMail.objects.get(kind="stories.emails.answered"))
    assert requests.link(own) in sent.text
    assert "Uw toestemming" in text(client.get(at(own)))


def closed(client, link):
    """The page as its reader has it, without what is only for machines."""
    page = BeautifulSoup(client.get(at(link)).content, "html.parser")
    words = page.select_one("main").get_text(" ").split()
    return page.select_one("main h1").get_text(strip=True), " ".join(words)


def test_a_closed_question_says_what_happened_what_holds_and_whom_to_call(people, client):
    people.marketer.phone = "0470 11 22 33"
    people.marketer.save()
    karim = PersonFactory(organisation=people.partner, name="Karim Geheim")
    here, unanswered = (requests.ask(karim, way="hier", by=people.marketer) for _ in range(2))
    title, page = closed(client, here)  # on a telephone of one's own
    assert title == "Hier kan u niet antwoorden"
    assert "Hier is niets bewaard of veranderd." in page
    hand_over(client, here)
    client.post(at(here), {"liever-niet": "ja"})
    title, page = closed(client, here)
    assert title == "Bedankt"
    assert "Uw antwoord is bewaard en geldt nu. U mag dit toestel teruggeven." in page
    title, page = closed(client, unanswered)
    assert title == "Deze vraag is gesloten"
    assert "Sinds deze vraag zei u nee of stopte u, en dat geldt nu." in page
    for link in (here, unanswered):
        _, page = closed(client, link)
        assert "U mag bellen: 0470 11 22 33" in page
        assert "Karim" not in page


def test_the_own_page_tells_what_was_answered_last_and_what_came_after(asked, people, client):
    client.post(at(asked), {**YES, "years": "1"})
    today = date_format(timezone.localdate(), "j F Y")
    last = f"Uw laatste antwoord: {today}: ja, met uw persoonlijke link."
    assert last in text(client.get(at(asked)))
    end = valid(asked).latest("until").until
    with time_machine.travel(timezone.now() + timedelta(days=400), tick=False):
        page = text(client.get(at(asked)))
        told = f"Uw toestemming liep tot en met {date_format(end, 'j F Y')}. Wilt u weer meedoen?"
        assert told in page
        assert "Wij tonen u nergens." in page
    withdraw.withdraw(asked.person, channels=["website"], by=people.marketer)
    noted = f"Op {today} noteerde een medewerker dat u iets niet meer wilde. Dat geldt nu."
    assert noted in text(client.get(at(asked)))


def test_unknown_helps(founded, client):
    response = client.get("/toestemming/geen-bestaand-teken/")
    assert response.status_code == 404
    assert "Vraag een nieuwe link aan wie u de vraag stelde." in text(response)


def test_in_french(asked, client):
    response = client.get(at(asked) + "?taal=fr")
    assert '<html lang="fr">' in response.content.decode()
    assert "Pouvons-nous vous montrer ?" in text(response)
    assert ">Aller au contenu</a>" in response.content.decode()
    assert "Naar de inhoud" not in response.content.decode()
    wrong = client.post(at(asked) + "?taal=fr", {})
    assert "Fout:" not in wrong.content.decode()
    assert wrong.content.decode().count("Erreur :") == 2  # in the title, and at the question
    client.post(at(asked) + "?taal=fr", YES)
    assert {row.receipt.language for row in Consent.objects.all()} == {"fr"}


def test_reading_back_the_latest_draft(asked, client):
    client.post(at(asked), {"taking": "nee"})
    draft = asked.story
    draft.lead = "Hij weet alles staan. Zijn moeder niet."
    draft.save_revision()
    page = client.get(at(asked)).content.decode()
    assert "Zijn moeder niet." in page
    (text_hash,) = set(re.findall(r'name="text_hash" value="(\w+)"', page))
    client.post(at(asked, f"klopt/{draft.pk}/"), {"text_hash": "een andere tekst"})
    assert StoryReading.objects.count() == 0
    for _ in range(2):
        client.post(at(asked, f"klopt/{draft.pk}/"), {"text_hash": text_hash})
    reading = StoryReading.objects.get()
    assert (reading.person, reading.text_hash) == (asked.person, text_hash)
    assert reading.revision == StoryPage.objects.get(pk=draft.pk).latest_revision
    assert "dit klopt." in text(client.get(at(asked)))
    draft.lead = "Iets anders."
    draft.save_revision()
    assert "Na uw ja is de tekst veranderd." in text(client.get(at(asked)))
    assert "Karim Voorbeeld" not in str(consent.refused(draft))


def test_another_story_is_not_theirs_to_read(asked, people, client):
    other = story(PersonFactory(organisation=people.partner), title="Van iemand anders")
    client.post(at(asked), {"taking": "nee"})
    assert "Van iemand anders" not in client.get(at(asked)).content.decode()
    client.post(at(asked, f"klopt/{other.pk}/"), {"text_hash": "x"})
    client.post(at(asked, f"wil-ik-niet/{other.pk}/"), {"text_hash": "x", "sentences": ["0"]})
    assert StoryReading.objects.count() == 0


def test_a_picture_that_came_later_is_another_question(asked, client):
    client.post(at(asked), YES)
    assert "Er is een foto waarover u nog niets zei." not in text(client.get(at(asked)))
    draft = asked.story
    draft.picture = picture(44)
    draft.save_revision()
    assert "Er is een foto waarover u nog niets zei." in text(client.get(at(asked)))


class TestTheTrustedPerson:
    SAID = {**YES, "trusted_person": "Lien Tester", "trusted_contact": "0470 00 00 00"}

    def test_the_own_page_names_them_and_a_change_shows_them(self, asked, client):
        client.post(at(asked), self.SAID)
        assert "Wij mogen ook bellen: Lien Tester" in text(client.get(at(asked)))
        page = client.get(at(asked, "wijzig/")).content.decode()
        assert 'value="Lien Tester"' in page
        assert 'value="0470 00 00 00"' in page

    def test_an_emptied_field_takes_them_away(self, asked, client):
        client.post(at(asked), self.SAID)
        client.post(at(asked, "wijzig/"), YES)
        asked.person.refresh_from_db()
        assert (asked.person.trusted_person, asked.person.trusted_contact) == ("", "")

    def test_a_field_that_was_never_shown_takes_nothing_away(self, asked, client):
        asked.person.trusted_person = "Lien Tester"
        asked.person.save()
        client.post(at(asked), YES)
        asked.person.refresh_from_db()
        assert asked.person.trusted_person == "Lien Tester"


def test_a_yes_to_the_text_is_confirmed(asked, client):
    client.post(at(asked), YES)
    page = client.get(at(asked)).content.decode()
    shown = re.search(r'name="text_hash" value="(\w+)"', page)[1]
    said = {"text_hash": shown}
    response = client.post(at(asked, f"klopt/{asked.story_id}/"), said, follow=True)
    assert "Bedankt. Wij weten dat de tekst klopt." in text(response)


class TestNothingTicked:
    @pytest.fixture
    def refuse(self, asked, client):
        client.post(at(asked), YES)
        shown = re.search(r'name="text_hash" value="(\w+)"', client.get(at(asked)).content.decode())

        def post(**said):
            address = at(asked, f"wil-ik-niet/{asked.story_id}/")
            return client.post(address, {"text_hash": shown[1], **said}, follow=True)

        return post

    def test_is_an_error_and_what_was_typed_stays(self, refuse):
        response = refuse(pictures=["99999"], note="Niet zo")
        page = response.content.decode()
        assert response.status_code == 422
        assert page.count("Vink een foto of een zin aan, of schrijf wat u niet wilt") == 2
        assert 'value="Niet zo"' in page
        assert re.search(r'<details class="more" id="niet-\d+" open>', page)
        assert "message--success" not in page
        assert refuse().status_code == 422

    def test_a_note_alone_is_about_the_whole_story(self, refuse, asked):
        response = refuse(note="Dit ben ik niet")
        assert "“Dit ben ik niet”" in text(response)
        (reason,) = consent.missing(asked.story)
        assert reason.sentence == "Karim Voorbeeld wil dit verhaal zo niet: “Dit ben ik niet”."
        sent = mail.make(OutgoingMail.objects.filter(kind="stories.emails.objected").first())
        assert "het hele verhaal (Dit ben ik niet)" in sent.text


class TestAFreshLink:
    def test_shows_what_holds_when_nothing_new_is_asked(self, asked, people, client):
        client.post(at(asked), YES)
        fresh = requests.ask(asked.person, story=asked.story, by=people.marketer)
        page = text(client.get(at(fresh)))
        assert "Wij mogen u tonen:" in page
        assert "Stop met alles" in page
        fresh.refresh_from_db()
        assert fresh.opened_at is not None
        assert "checked" in client.get(at(fresh, "wijzig/")).content.decode()

    def test_asks_about_a_picture_that_was_not_answered_yet(self, asked, people, client):
        client.post(at(asked), YES)
        fresh = requests.ask(asked.person, picture=picture(8), by=people.marketer)
        page = client.get(at(fresh)).content.decode()
        assert "Deze foto bestaat al. Mogen wij ze gebruiken?" in page
        assert "checked" not in page


class TestWhatChangedSinceThePageWasOpened:
    """A yes is about what stood on the screen; what the writer saved since is shown first."""

    SAID = "Er is iets veranderd sinds u deze pagina opende."

    @pytest.fixture
    def seen(self, asked, client):
        return seen_at(client, at(asked))

    @pytest.mark.parametrize("what", ["words", "picture", "name"])
    def test_is_shown_before_a_yes_counts(self, what, asked, client, seen):
        change(what, asked)
        response = client.post(at(asked), {**YES, "years": "5", "present": "Lien", "seen": seen})
        page = response.content.decode()
        assert (response.status_code, Consent.objects.count()) == (409, 0)
        assert self.SAID in page
        checked = set(re.findall(r'value="([\w-]+)"[^>]*checked', page))
        assert checked == {"ja", "website", "nieuwsbrief", "voornaam", "5"}
        assert 'value="Lien"' in page
        (fresh,) = set(re.findall(r'name="seen" value="(\w+)"', page))
        client.post(at(asked), {**YES, "seen": fresh})
        draft = drafted(asked)
        receipt = asked.person.receipts.get()
        assert receipt.text_hash == sentences.told_hash(draft)
        assert receipt.file_hashes == [draft.picture.get_file_hash()]

    def test_a_page_that_sends_nothing_along_says_no_yes(self, asked, client):
        assert client.post(at(asked), {**YES, "seen": ""}).status_code == 409
        assert Consent.objects.count() == 0

    def test_is_told_beside_what_is_missing(self, asked, client, seen):
        change("words", asked)
        page = text(client.post(at(asked), {"channels": ["website"], "seen": seen}))
        assert self.SAID in page
        assert "Kies ja of nee" in page

    @pytest.mark.parametrize("said", [{"liever-niet": "ja"}, {"taking": "nee"}])
    def test_holds_back_no_no(self, said, asked, client, seen):
        change("words", asked)
        assert client.post(at(asked), {**said, "seen": seen}).status_code == 302
        assert asked.person.receipts.get().channels == []

    def test_of_the_same_answers_as_last_time(self, asked, people, client):
        client.post(at(asked), YES)
        again = requests.ask(asked.person, picture=picture(8), by=people.marketer)
        seen, last = seen_at(client, at(again)), asked.person.receipts.get()
        change("name", again)
        response = client.post(at(again), {"zelfde": last.pk, "seen": seen})
        assert (response.status_code, asked.person.receipts.count()) == (409, 1)
        assert self.SAID in text(response)
        assert "Kies ja of nee" not in text(response)

    def test_of_a_change_that_was_to_be_confirmed(self, asked, client):
        client.post(at(asked), YES)
        asked.story.get_latest_revision().publish()
        said = {**YES, "channels": ["nieuwsbrief"]}
        said["seen"] = seen_at(client, at(asked, "wijzig/"))
        confirm = client.post(at(asked, "wijzig/"), said).content.decode()
        assert f'name="seen" value="{said["seen"]}"' in confirm
        change("words", asked)
        response = client.post(at(asked, "wijzig/"), {**said, "zeker": "ja"})
        assert (response.status_code, asked.person.receipts.count()) == (409, 1)

    @pytest.mark.database("stories.consent.recording.answer")
    def test_while_it_was_pressed(self, asked):
        seen = recording.seen_on(asked)
        change("picture", asked)
        said = recording.Answer(taking=True, channels=("website",))
        with pytest.raises(recording.ChangedMeanwhile):
            recording.answer(asked, said, seen=seen)
        asked.refresh_from_db()
        assert (asked.answered_at, asked.person.receipts.count()) == (None, 0)

    @pytest.mark.parametrize("code", wording.offered())
    def test_is_told_in_every_language(self, code):
        known = wording.words("nl", partner=None, known_as=code)["changed_meanwhile"]
        assert known != wording.words("nl", partner=None)["changed_meanwhile"]


def seen_at(client, address) -> str:
    (seen,) = set(re.findall(r'name="seen" value="(\w+)"', client.get(address).content.decode()))
    return seen


def drafted(asked) -> StoryPage:
    return StoryPage.objects.get(pk=asked.story_id).get_latest_revision_as_object()


def change(what, asked) -> None:
    if what == "name":
        asked.person.name = "Karim Andersom"
        asked.person.save()
        return
    draft = drafted(asked)
    if what == "words":
        draft.lead = "Karim zat in de gevangenis."
    else:
        draft.picture = picture(99)
    draft.save_revision()

"""Two colleagues say what became of a refused sentence in another language's version."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from brand.models import OutgoingMail
from stories.emails import consent as emails
from stories.gate import agreement, consent, sentences
from stories.languages import translation
from stories.models import Counterpart, StoryPage
from stories.objections import counterparts, recording
from tests.factories.stories import agree, covered_story
from tests.support.backups import after_backup

pytestmark = pytest.mark.django_db
DUTCH, FRENCH = "Karim kwam vrij", "Karim est sorti"
REASON = "De zin over de gevangenis is ook hier weg."


@pytest.fixture
def pair(people):
    dutch = covered_story(1, organisation=people.partner, title=DUTCH)
    version = translation.translate(dutch, "fr")
    version.title = FRENCH
    version.save_revision()
    agree(version)
    version.get_latest_revision().publish()
    person = dutch.portrayals.get().person
    person.email = "karim@voorbeeld.be"
    person.save()
    return dutch, StoryPage.objects.get(pk=version.pk)


@pytest.fixture
def refused(pair):
    """Of the French version."""
    french = StoryPage.objects.get(pk=pair[1].pk)
    (row,) = recording.refuse(pair[0].portrayals.get().person, french, sentences=[FRENCH])
    return row


def waits(page) -> bool:
    draft = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return bool(sentences.refused(draft))


def test_one_says_and_another_agrees(pair, refused, cast, signed_in):
    dutch, _ = pair
    url = counterparts.address(refused, dutch)
    (reason,) = consent.refused(dutch)
    assert (reason.url, reason.remedy) == (url, "Zeg wat ervan werd.")
    first = signed_in(cast.marketer)
    page = first.get(url).content.decode()
    assert FRENCH in page
    assert "Misschien staat hetzelfde in de Nederlandse versie" in page
    assert first.post(url, {"reason": " "}).status_code == 422
    assert first.post(url, {"reason": REASON}).status_code == 302
    assert first.post(url, {"akkoord": "ja"}).status_code == 409
    assert waits(dutch)
    second = signed_in(cast.colleague)
    page = second.get(url)
    assert REASON in page.content.decode()
    said = {"akkoord": "ja", "text_hash": page.context["text_hash"]}
    answer = second.post(url, said)
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[dutch.pk])
    assert not waits(dutch)
    assert "Geregeld." in second.get(url).content.decode()
    row = Counterpart.objects.get()
    assert (row.by, row.agreed_by) == (cast.marketer, cast.colleague)


def test_the_person_is_told(pair, refused, people):
    dutch, _ = pair
    OutgoingMail.objects.all().delete()
    counterparts.say(refused, dutch, REASON, people.marketer)
    counterparts.agree(refused, dutch, people.owner)
    sent = OutgoingMail.objects.get(kind="stories.emails.settled")
    message = emails.settled(sent.ref)
    assert message.to == "karim@voorbeeld.be"
    assert FRENCH in message.text
    assert REASON in message.text


def test_nobody_agrees_with_oneself_and_two_writers_are_one_pair_of_eyes(pair, refused, people):
    dutch, _ = pair
    counterparts.say(refused, dutch, REASON, people.marketer)
    row = Counterpart.objects.get()
    assert counterparts.why_not(row, dutch, people.marketer) == counterparts.SOMEONE_ELSE
    dutch.lead = "Hij werkt."
    dutch.save_revision(user=people.marketer)
    assert counterparts.why_not(row, dutch, people.owner) == counterparts.TEXT_CHANGED
    dutch.save_revision(user=people.owner)
    row = counterparts.say(refused, dutch, REASON, people.marketer)
    assert counterparts.why_not(row, dutch, people.owner) == counterparts.WHO_WROTE
    assert counterparts.why_not(row, dutch, people.federation) == ""
    assert counterparts.why_not(None, dutch, people.federation) == counterparts.NOTHING_SAID


@pytest.mark.database(
    "stories.objections.counterparts.agree", "stories.models.objections.Counterpart"
)
def test_the_database_itself_asks_two(pair, refused, people):
    counterparts.say(refused, pair[0], REASON, people.marketer)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Counterpart.objects.update(agreed_by=people.marketer)
    counterparts.agree(refused, pair[0], people.owner)
    assert not waits(pair[0])


def test_a_later_text_is_looked_at_anew(pair, refused, people):
    dutch, _ = pair
    counterparts.say(refused, dutch, REASON, people.marketer)
    counterparts.agree(refused, dutch, people.owner)
    dutch.lead = "Hij kwam vrij."
    dutch.save_revision()
    assert waits(dutch)
    agreement.record_harmless_change(dutch, refused.person, "Een ander woord.", people.federation)
    assert not waits(dutch)


@pytest.mark.database("stories.objections.counterparts.say")
def test_what_is_said_otherwise_is_agreed_to_anew(pair, refused, people):
    dutch, _ = pair
    counterparts.say(refused, dutch, REASON, people.marketer)
    counterparts.agree(refused, dutch, people.owner)
    counterparts.say(refused, dutch, "Toch niet.", people.owner)
    assert waits(dutch)


def test_it_holds_for_the_version_it_was_said_of(pair, refused, people):
    english = translation.translate(pair[0], "en")
    assert [one.story for one in counterparts.waiting([refused])] == [pair[0], english]
    counterparts.say(refused, pair[0], REASON, people.marketer)
    counterparts.agree(refused, pair[0], people.owner)
    assert [one.story for one in counterparts.waiting([refused])] == [english]
    assert waits(english)
    assert waits(pair[1])  # the sentence itself still stands there


def test_the_desk_is_told_and_finds_it(pair, refused, people, signed_in):
    dutch, french = pair
    message = emails.objected(f"{french.pk}-{people.marketer.pk}")
    url = counterparts.address(refused, dutch)
    assert f"- de Nederlandse versie: http://localhost:8000{url}" in message.text
    client = signed_in(people.marketer)
    page = client.get("/beheer/toestemming/").content.decode()
    assert f'De Nederlandse versie, “{DUTCH}”, wacht. <a href="{url}">' in page
    assert "Van 1 versie in een andere taal" in client.get("/beheer/").content.decode()
    recording.agree(refused.person, dutch, sentences.text_hash(dutch))
    assert "Van 1 versie in een andere taal" not in client.get("/beheer/").content.decode()


def test_another_partner_sees_none_of_it(pair, refused, people, signed_in):
    url = counterparts.address(refused, pair[0])
    client = signed_in(people.other_marketer)
    assert client.get(url).status_code in (302, 403, 404)
    assert client.post(url, {"reason": REASON}).status_code in (302, 403, 404)
    assert not Counterpart.objects.exists()
    own = signed_in(people.marketer)
    for wrong in ("", "x", pair[1].pk, "999999"):
        bare = reverse("consent_counterpart", args=[refused.pk])
        assert own.get(f"{bare}?verhaal={wrong}").status_code == 404


def test_of_a_version_that_was_deleted_too(pair, refused, people, signed_in):
    dutch, french = pair
    french.delete()
    url = counterparts.address(refused, dutch)
    page = signed_in(people.marketer).get(url)
    assert "een versie die er niet meer is" in page.content.decode()
    assert [one.story for one in counterparts.waiting_for(people.marketer)] == [dutch]


def test_after_a_backup_it_is_asked_anew(pair, people):
    dutch, french = pair

    def act():
        person = dutch.portrayals.get().person
        live = StoryPage.objects.get(pk=french.pk)
        (row,) = recording.refuse(person, live, sentences=[FRENCH])
        counterparts.say(row, dutch, REASON, people.marketer)
        counterparts.agree(row, dutch, people.owner)
        assert not waits(dutch)

    after_backup(act)
    assert waits(dutch)

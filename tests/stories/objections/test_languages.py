"""Who does not want a story, wants it in no language."""

import pytest

from stories.consent import requests
from stories.gate import consent, sentences
from stories.languages import translation
from stories.models import ShareText, StoryPage
from stories.objections import recording
from tests.factories.stories import agree, covered_story
from tests.support.backups import after_backup, lost, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(people):
    """A Dutch story and its French version, both on the site."""
    dutch = covered_story(1, organisation=people.partner, title="Karim kwam vrij")
    version = translation.translate(dutch, "fr")
    version.title = "Karim est sorti"
    version.save_revision()
    agree(version)
    version.get_latest_revision().publish()
    return dutch, StoryPage.objects.get(pk=version.pk)


def person_of(page):
    return page.portrayals.get().person


def live() -> set[str]:
    return set(StoryPage.objects.live().values_list("title", flat=True))


def refuse(page, **what):
    return recording.refuse(person_of(page), StoryPage.objects.get(pk=page.pk), **what)


@pytest.mark.parametrize("read", [0, 1], ids=["nl", "fr"])
def test_whichever_was_read_all_leave(pair, read):
    assert len(live()) == 2
    refuse(pair[read], note="Liever niet.")
    assert live() == set()
    for page in pair:
        assert [str(row.person) for row in sentences.refused(page)] == [str(person_of(page))]
        assert consent.publishing_obstacles(page) != []


def test_after_a_backup_too(pair):
    after_backup(lambda: refuse(pair[1], note="Liever niet."))
    assert live() == set()


def test_one_that_its_person_agreed_to_since_may_return(pair):
    dutch, french = pair
    refuse(french, note="Pas comme ça.")
    recording.agree(person_of(dutch), dutch, sentences.text_hash(dutch))
    assert sentences.refused(dutch) == []
    assert sentences.refused(french) != []


DUTCH, FRENCH = "Karim kwam vrij", "Karim est sorti"


@pytest.mark.parametrize("read", [0, 1], ids=["nl", "fr"])
def test_a_sentence_that_is_refused_in_one_language_holds_back_all(pair, read):
    refuse(pair[read], sentences=[(DUTCH, FRENCH)[read]])
    assert live() == set()
    for page in pair:
        assert [row.sentence for row in sentences.refused(page)] == [(DUTCH, FRENCH)[read]]
        assert consent.publishing_obstacles(page) != []


def test_the_other_language_waits_also_once_it_was_taken_out(pair, people):
    """What the Dutch no longer says comes back in no French with it."""
    dutch, french = pair
    refuse(dutch, sentences=["Wat er gebeurde."])
    dutch.lead = "Hij werkt nu."
    dutch.save_revision()
    assert recording.settle_what_changed(dutch, people.marketer) == 1
    agree(dutch)
    dutch.get_latest_revision().publish()
    assert live() == {DUTCH}
    (reason,) = consent.refused(french)
    who = person_of(french)
    assert reason.sentence.startswith(
        f"{who} wil dit in de Nederlandse versie niet: “Wat er gebeurde”."
    )


def test_a_sentence_waits_until_its_person_read_the_other_language(pair):
    dutch, french = pair
    refuse(french, sentences=[FRENCH])
    recording.agree(person_of(dutch), dutch, sentences.text_hash(dutch))
    assert sentences.refused(dutch) == []
    assert sentences.refused(french) != []
    dutch.lead = "Karim kwam echt vrij."
    assert sentences.refused(dutch) != []  # those are not the words that were read


def test_the_person_reads_before_it_what_goes_and_may_agree_after_it(pair, client):
    dutch, french = pair
    asked = requests.own_link(person_of(dutch))
    address = f"/toestemming/{asked.token}/"
    page = client.get(address).content.decode()
    assert (
        "Dan gaat het verhaal van de website tot dit opgelost is. Dat geldt voor elke taal." in page
    )
    assert f'<li lang="fr"><bdi>{FRENCH}</bdi></li>' in page
    told = client.get(address).context["stories"]
    marks = {one["story"].pk: one["text_hash"] for one in told}
    said = {"text_hash": marks[french.pk], "sentences": [sentences.key(FRENCH)]}
    client.post(f"{address}wil-ik-niet/{french.pk}/", said)
    assert live() == set()
    page = client.get(address).content.decode()
    assert f"<li>“{FRENCH}”</li>" in page
    assert f"{address}klopt/{dutch.pk}/" in page
    client.post(f"{address}klopt/{dutch.pk}/", {"text_hash": marks[dutch.pk]})
    assert sentences.refused(dutch) == []


def test_an_earlier_page_does_not_say_that_the_other_language_is_right(pair, client):
    dutch, french = pair
    asked = requests.own_link(person_of(dutch))
    address = f"/toestemming/{asked.token}/"
    marks = {one["story"].pk: one["text_hash"] for one in client.get(address).context["stories"]}
    refuse(french, sentences=[FRENCH])
    answer = client.post(f"{address}klopt/{dutch.pk}/", {"text_hash": marks[dutch.pk]})
    assert answer.status_code == 409
    assert sentences.refused(dutch) != []


@pytest.mark.parametrize("said", [{"note": "Pas ça."}, {"sentences": [FRENCH]}], ids=["all", "zin"])
def test_a_version_that_was_deleted_holds_back_the_others(pair, said, people):
    dutch, french = pair
    refuse(french, **said)
    french.delete()
    (row,) = sentences.refused(dutch)
    assert row.story is None
    if row.whole:
        recording.settle(row, "Ze wil het toch.", people.federation)
        assert sentences.refused(dutch) == []


@pytest.mark.parametrize("said", [{"note": "Pas ça."}, {"sentences": [FRENCH]}], ids=["all", "zin"])
def test_a_version_that_the_backup_does_not_know_holds_back_the_others(people, said):
    dutch = covered_story(1, organisation=people.partner, title=DUTCH)
    with lost():
        version = translation.translate(dutch, "fr")
        version.title = FRENCH
        version.save_revision()
        refuse(version.get_latest_revision_as_object(), **said)
    start()
    assert live() == set()
    assert [row.whole for row in sentences.refused(dutch)] == [True]


def test_words_for_sharing_hold_back_no_page(pair, people):
    """They stand on none; those of the other languages go with them."""
    dutch, french = pair
    own = {"organisation": people.partner, "channel": "linkedin"}
    ShareText.objects.create(story=french, text="Karim a tout perdu.", **own)
    ShareText.objects.create(story=dutch, text="Karim was alles kwijt.", **own)
    refuse(french, sentences=["Karim a tout perdu."])
    assert live() == {DUTCH, FRENCH}
    assert sentences.refused(dutch) == []
    assert not ShareText.objects.exists()

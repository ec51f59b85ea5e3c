"""Who does not want a story, wants it in no language."""

import pytest

from stories.gate import consent, sentences
from stories.languages import translation
from stories.models import Objection, StoryPage
from stories.objections import recording
from tests.factories.stories import agree, covered_story
from tests.support.backups import after_backup

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


def test_a_sentence_is_one_of_its_own_language(pair):
    dutch, french = pair
    refuse(french, sentences=["Karim est sorti"])
    assert live() == {dutch.title}
    refuse(dutch, sentences=["Karim kwam vrij"])
    assert live() == set()


def test_a_version_that_was_deleted_holds_back_no_other(pair):
    dutch, french = pair
    refuse(french, note="Pas comme ça.")
    french.delete()
    assert Objection.objects.get().story is None
    assert sentences.refused(dutch) == []

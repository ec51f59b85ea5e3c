"""A version whose words are still in another language does not appear."""

import pytest

from brand.gating import PublicationRefused
from stories.gate import untranslated
from stories.languages import translation
from stories.models import StoryPage
from tests.factories.stories import agree, covered_story

pytestmark = pytest.mark.django_db

DUTCH = "<p>Karim telt elke doos in het magazijn.</p><p>Hij werkt er nu drie jaar.</p>"
FRENCH = "<p>Karim compte chaque boîte dans le dépôt.</p><p>Il y travaille depuis trois ans.</p>"


@pytest.fixture
def dutch():
    return covered_story(title="Karim telt", lead="Hij telt en hij lacht.", body=[("text", DUTCH)])


def refused(version) -> str:
    version.save_revision()
    with pytest.raises(PublicationRefused) as held:
        version.get_latest_revision().publish()
    assert not StoryPage.objects.get(pk=version.pk).live
    return str(held.value)


def test_what_was_copied_and_not_rewritten_is_named(dutch):
    version = translation.translate(dutch, "fr")
    assert refused(version) == (
        "Dit staat nog in het Nederlands, en dit is de Franse versie: “Hij telt en hij lacht”, "
        "“Karim telt elke doos in het magazijn”, “Hij werkt er nu drie jaar”."
    )
    half = FRENCH.split("<p>Il")[0] + DUTCH.split("</p>")[1]
    version.lead, version.body = "Il compte.", [("text", half)]
    assert "“Hij werkt er nu drie jaar”." in refused(version)
    assert "Karim compte" not in refused(version)


def test_what_was_rewritten_appears(dutch):
    version = translation.translate(dutch, "fr")
    version.title, version.lead = "Karim compte", "Il compte et il rit."
    version.body = [("text", FRENCH)]
    version.save_revision()
    agree(version)
    version.get_latest_revision().publish()
    assert StoryPage.objects.get(pk=version.pk).live


def test_dutch_that_was_changed_a_little_is_still_dutch(dutch):
    version = translation.translate(dutch, "en")
    version.lead = "He counts."
    version.body = [("text", "<p>Hij telt nu ook de dozen die er niet meer zijn, voor ons.</p>")]
    version.save_revision()
    agree(version)
    assert refused(version).startswith(
        "Dit staat nog in het Nederlands, en dit is de Engelse versie: “Hij telt nu ook de dozen"
    )


def test_a_dutch_story_that_is_written_in_french_waits(dutch):
    dutch.lead = "Il compte et il rit avec nous."
    dutch.body = [("text", FRENCH + "<p>Ce qui est dans les boîtes, il ne le dit pas.</p>")]
    dutch.save_revision()
    with pytest.raises(
        PublicationRefused, match="in het Frans geschreven, en dit is de Nederlandse"
    ):
        dutch.get_latest_revision().publish()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hij werkt nu drie jaar in het magazijn en zij is er ook.", "nl"),
        ("Il travaille dans le dépôt avec sa sœur, et ce n’est pas tout.", "fr"),
        ("He works in the warehouse, and that is not all they do.", "en"),
        ("Team Genk, Karim, Fatima & Zn.", ""),
        ("", ""),
    ],
)
def test_small_words_tell_the_language(text, language):
    assert untranslated.spoken(text) == language

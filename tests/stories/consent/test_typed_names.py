"""What is typed without an account is read as everywhere: without signs that nobody sees."""

import pytest

from stories.consent import wording
from stories.consent.forms import ConsentForm
from stories.contributions.forms import StoryForm

pytestmark = pytest.mark.django_db

ANSWER = {"taking": "ja", "channels": ["website"], "name_level": "andere", "years": "1"}


def asked(**typed) -> ConsentForm:
    return ConsentForm(ANSWER | typed, words=wording.words("nl", partner=None))


def test_another_name_loses_what_nobody_sees():
    form = asked(
        other_name="\u200eNa\u00addia\u200b ", trusted_person="\ufeffLien", present="\u3164"
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["other_name"] == "Nadia"
    assert (form.cleaned_data["trusted_person"], form.cleaned_data["present"]) == ("Lien", "")


@pytest.mark.parametrize("typed", ["\u3164", "\u200b", "…", "-"])
def test_another_name_needs_a_letter_or_a_digit(typed):
    form = asked(other_name=typed)
    assert list(form.errors) == ["other_name"]


def test_a_story_needs_a_title_that_one_sees():
    form = StoryForm({"title": "\u3164\u200b", "what": "Ik ken elke doos.", "who": "\ufeffLien"})
    assert list(form.errors) == ["title"]
    assert form.cleaned_data["who"] == "Lien"

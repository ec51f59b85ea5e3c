"""The questions on a sheet of paper, as the page asks them, and what they are about."""

from stories.consent import requests, wording
from stories.consent.forms import PICTOGRAMS, what_exists
from stories.gate import sentences
from stories.models import Consent, ConsentRequest
from stories.sharing import own_words
from stories.text import links


def questions(about: ConsentRequest, words: dict) -> dict:
    """Lines with a box before them; a name is written exactly as it would stand.

    `about` need not be saved: nothing is asked by printing.
    """
    stories = requests.stories_asked(about) if about.story_id else []
    pictures = requests.pictures_of(about, stories)
    films = any(one.is_film for one in requests.attachments_of(about, stories))
    return {
        "version": wording.version(),
        "stories": [told(story) for story in stories],
        "pictures": pictures,
        "taking": words[what_exists(pictures, films) or "taking"],
        "channels": [
            (PICTOGRAMS[one], words[name], words[f"{name}_who"])
            for one in Consent.Channel
            if (name := one.value.replace("-", "_"))
        ],
        "levels": [
            (words[one.value], Consent(person=about.person, name_level=one).shown_name)
            for one in Consent.NameLevel
        ],
        "years": [words[f"year_{one}"] for one in wording.YEARS],
    }


def told(story) -> dict:
    """The story as the person in it reads it, for components/told.html."""
    first, *paragraphs = sentences.paragraphs(story)
    return {
        "story": story,
        "title": " ".join(first),
        "paragraphs": [" ".join(paragraph) for paragraph in paragraphs],
        "beside": sentences.beside(story),
        "links": links.named(story),
        "shared": own_words.of(story),
    }

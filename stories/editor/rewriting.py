"""“Schrijf ‘Nadia’ overal”: write the name a person allows wherever a draft says more."""

import re

from stories.gate import names, sentences
from stories.models.consent import Consent

FIELDS = (
    "title",
    "lead",
    "picture_alt",
    "prejudice",
    "fact",
    "lesson",
    "evidence",
    "invitation_name",
    "sector",
    "source",
    "come_and_see",
    "contact_name",
    "seo_title",
    "search_description",
)
TAG = re.compile(r"(<[^>]*>)")


def answers_to_uphold(story) -> dict[int, Consent]:
    """For each person whose name is said too fully: the answer that limits it, by person."""
    found: dict[int, Consent] = {}
    for channel in Consent.Channel:
        for answer, _, _ in names.excesses(story, channel):
            found.setdefault(answer.person_id, answer)
    return found


def write_allowed_name(story, answer: Consent) -> None:
    """Change the draft in memory. The words that stand with a picture itself are left alone."""
    answers = names.answers_in(story, answer.channel)

    def corrected(text: str) -> str:
        return names.corrected(text, answer, answers)

    story.picture_alt = story.alt  # the picture's own words, where the story had none
    for name in FIELDS:
        field = story._meta.get_field(name)
        setattr(story, name, corrected(getattr(story, name))[: field.max_length])
    story.draft_title = story.title
    blocks = [
        {**block, "value": _each_text(block["value"], corrected)} for block in story.body.raw_data
    ]
    story.body = story.body.stream_block.to_python(blocks)


def _each_text(value, change, name: str = ""):
    """The value of a block as it is kept, with every text a visitor reads changed."""
    if name in sentences.SILENT:
        return value
    if isinstance(value, str):
        return "".join(part if part[:1] == "<" else change(part) for part in TAG.split(value))
    if isinstance(value, dict):
        return {key: _each_text(part, change, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_each_text(part, change) for part in value]
    return value

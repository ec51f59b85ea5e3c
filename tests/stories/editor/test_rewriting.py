"""“Schrijf ‘Nadia’ overal”: every place that says more than somebody allows, and nothing else."""

import pytest

from stories.editor import actions, rewriting
from stories.gate import consent
from stories.models import Consent, StoryPage
from tests.factories.stories import ConsentFactory, PersonFactory, picture, story

pytestmark = pytest.mark.django_db
BODY = [
    ("text", "<p>Nadia Peeters&nbsp;bakt. <b>Peeters</b> zingt, zei Peeters’s baas.</p>"),
    (
        "quote",
        {"text": "Ik ben Nadia Peeters.", "name": "Nadia Peeters", "role": "", "image": None},
    ),
]


@pytest.fixture
def nadia(people):
    return PersonFactory(organisation=people.partner, name="Nadia Peeters")


def told(nadia, level=Consent.NameLevel.FIRST, **fields) -> StoryPage:
    ConsentFactory(person=nadia, name_level=level, other_name=fields.pop("other_name", ""))
    return story(nadia, title="Nadia Peeters leert", body=BODY, slug="leert", **fields)


def test_the_first_name_everywhere(people, nadia):
    page = told(nadia, lead="Peeters Nadia, van de bakker, en haar zus Ans Peters.")
    assert actions.write_allowed_name(page, nadia, people.marketer) == "Nadia"
    draft = StoryPage.objects.get().get_latest_revision_as_object()
    text, quote = draft.body
    assert (draft.title, draft.lead) == (
        "Nadia leert",
        "Nadia, van de bakker, en haar zus Ans Peters.",
    )
    assert text.value.source == "<p>Nadia&nbsp;bakt. <b>Nadia</b> zingt, zei Nadia’s baas.</p>"
    assert (quote.value["text"], quote.value["name"]) == ("Ik ben Nadia.", "Nadia")
    assert rewriting.answers_to_uphold(draft) == {}
    assert consent.missing(draft) == []
    assert actions.write_allowed_name(draft, nadia, people.marketer) == ""


def test_another_name_everywhere(people, nadia):
    page = told(nadia, Consent.NameLevel.OTHER, other_name="Sofie")
    actions.write_allowed_name(page, nadia, people.marketer)
    draft = page.get_latest_revision_as_object()
    assert draft.title == "Sofie leert"
    assert draft.body[1].value["text"] == "Ik ben Sofie."


def test_the_description_of_the_picture_too(people, nadia):
    shown = picture(7, alt="Nadia Peeters lacht")
    ConsentFactory(person=nadia, picture=shown)
    page = story(nadia, title="Bakken", picture=shown)
    actions.write_allowed_name(page, nadia, people.marketer)
    assert page.get_latest_revision_as_object().picture_alt == "Nadia lacht"


def test_the_name_of_somebody_else_stays(people, nadia):
    son = PersonFactory(organisation=people.partner, name="Jan Peeters")
    ConsentFactory(person=son, name_level=Consent.NameLevel.FULL)
    ConsentFactory(person=nadia)
    page = story(nadia, son, title="Nadia Peeters en Jan Peeters")
    actions.write_allowed_name(page, nadia, people.marketer)
    assert page.get_latest_revision_as_object().title == "Nadia en Jan Peeters"

"""What the buttons of the consent panel do: each saves the draft first, then acts on it.

A button is a submit button of the editor's own form, so whatever was typed is kept and it works
without a script. Wagtail's hook after saving calls `act`.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from brand.text import folded, one_line
from stories.consent import requests, wording
from stories.editor import rewriting
from stories.gate import remarks as gate_remarks
from stories.models import ConsentRequest, PortrayedPerson, StoryPage, StoryPortrayal

ASK, NAME, REWRITE = "vraag-toestemming", "noem-persoon", "schrijf-naam"
LANGUAGE = "taal-van"  # and the number of the person
MAY_ADD = "stories.add_portrayedperson"


def ask(
    story: StoryPage, person: PortrayedPerson, by: AbstractBaseUser, language: str = ""
) -> tuple[ConsentRequest, bool]:
    """Ask about this story, and whether that is new: what is asked already is not asked twice."""
    waiting = ConsentRequest.objects.open().filter(
        person=person, story=story.pk, way=requests.Way.LINK
    )
    request = waiting.first()
    if request is None:
        about = {"story": story, "picture": story.picture, "language": language}
        return requests.ask(person, by=by, **about), True
    if language and request.language != wording.known(language):
        request.language = wording.known(language)
        request.save(update_fields=["language"])
    return request, False


@transaction.atomic
def name_person(story: StoryPage, name: str, by: AbstractBaseUser) -> PortrayedPerson | None:
    """Add a person named by a contributor to the draft; None for another name."""
    remarks = [(link, gate_remarks.unnamed(link, story)) for link in gate_remarks.waiting(story)]
    link = next((link for link, names in remarks if name in names), None)
    if link is None:
        return None
    myself = name == link.name
    person = (link.person if myself else None) or _known(story, name) or _new(story, name)
    if myself and link.person is None:
        person.email = person.email or link.email
        person.save(update_fields=["email"])
        link.person = person
        link.save(update_fields=["person"])
    story.portrayals.add(StoryPortrayal(person=person))
    _keep(story, by)
    return person


def _known(story: StoryPage, name: str) -> PortrayedPerson | None:
    """This partner's person of exactly this name, when there is one and it is not in it yet."""
    there = {row.person_id for row in story.portrayals.all()}
    people = PortrayedPerson.objects.filter(organisation=story.organisation).exclude(pk__in=there)
    same = [person for person in people if folded(person.name) == folded(name)]
    return same[0] if len(same) == 1 else None


def _new(story: StoryPage, name: str) -> PortrayedPerson:
    return PortrayedPerson.objects.create(
        organisation=story.organisation, name=one_line(name)[:160]
    )


@transaction.atomic
def write_allowed_name(story: StoryPage, person: PortrayedPerson, by: AbstractBaseUser) -> str:
    """The name this person allows, in the whole draft; "" when the draft says no more than that."""
    answer = rewriting.answers_to_uphold(story).get(person.pk)
    if answer is None:
        return ""
    rewriting.write_allowed_name(story, answer)
    _keep(story, by)
    return answer.shown_name


def _keep(story: StoryPage, by: AbstractBaseUser) -> None:
    if not story.live:
        story.save(clean=False)
    story.save_revision(user=by, clean=False)

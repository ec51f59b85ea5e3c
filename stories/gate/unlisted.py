"""People whom a story tells of, and who do not stand with it.

Whoever said no would be told of all the same once a colleague takes the name off the list. So who
was ever asked about this story, and does not stand with it any more, is not named in it; nor is
anybody whom its partner knows, with the whole name.
"""

from django.db.models import Q

from brand.gating import Obstacle
from brand.text import folded
from stories.gate import consent, names, sentences
from stories.models.consent import Consent
from stories.models.people import PortrayedPerson
from stories.text import languages
from stories.text.names import whole_names_in

WAS_ASKED = "{who} staat niet meer bij dit verhaal. {place} staat “{found}”."
KNOWN = "In de tekst staat “{who}”, en die persoon staat niet bij dit verhaal."
REMEDY = "Haal die naam weg, of zet {who} bij wie erin staat."


def obstacles(story) -> list[Obstacle]:
    """Nothing of who stands with it: the gate asks more of those."""
    listed = {person.pk for person in consent.people_of(story)}
    asked = list(_asked_about(story).exclude(pk__in=listed)) if story.pk else []
    reasons = [reason for person in asked if (reason := _named(story, person))]
    if story.shows_nobody:  # whoever is known here is asked for by recognition.py
        return reasons
    return [*reasons, *_known(story, listed | {person.pk for person in asked})]


def _asked_about(story):
    """Also about the very same words in another story, of which this one may be a copy."""
    pages = languages.versions_of(story).values("pk")
    asked = Q(requests__story__in=pages) | Q(receipts__story_key=story.translation_key)
    asked |= Q(receipts__text_hash=sentences.told_hash(story))
    return PortrayedPerson.objects.filter(asked, erased_at=None).distinct().order_by("pk")


def _named(story, person: PortrayedPerson) -> Obstacle | None:
    """By any word of the name, unless somebody who may be named is called so too."""
    nameless = Consent(person=person, person_name=person.name, name_level=Consent.NameLevel.OTHER)
    others = names.answers_in(story, Consent.Channel.WEBSITE)
    for one, place, found in names.excesses_in(story, [nameless, *others]):
        if one is nameless:
            sentence = WAS_ASKED.format(who=person, place=place, found=found)
            return Obstacle(sentence, remedy=REMEDY.format(who=person))
    return None


def _known(story, known: set[int]) -> list[Obstacle]:
    partner = story.organisation
    if partner is None:
        return []
    text = " ".join(sentences.sentences(story))
    people = PortrayedPerson.objects.filter(organisation=partner, erased_at=None)
    found = people.exclude(pk__in=known).values_list("name", flat=True)
    own = {folded(person.name) for person in consent.people_of(story)}
    return [
        Obstacle(KNOWN.format(who=name), remedy=REMEDY.format(who=name))
        for name in whole_names_in(text, found)
        if folded(name) not in own
    ]

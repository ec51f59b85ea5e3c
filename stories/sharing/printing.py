"""A poster that leads to a story, or names somebody: that person read it and allows print."""

from brand.gating import Obstacle
from brand.models import BrandKit
from brand.text import folded
from stories.gate import consent
from stories.models import PortrayedPerson, StoryPage, Use
from stories.sharing import kit, own_words, uses
from stories.text.names import whole_names_in

UNREAD = "{who} las deze woorden niet, of zei er geen ja op voor drukwerk."
REMEDY = (
    "Neem hele zinnen uit het verhaal. Of bewaar de woorden in het deelpakket bij “Affiche of "
    "flyer” en vraag het."
)
NAMED = "Op de affiche staat “{who}”. Die persoon las dat niet."
OF_A_STORY = "Haal de naam weg, of maak de affiche bij een link naar het verhaal van {who}."


def obstacles(page, partner, words: str) -> list[Obstacle]:
    """Why these words may not be printed with a code that leads to this page."""
    story = _story(page)
    if story is None:
        return _named(partner, words, [])
    if reasons := kit.obstacles_in_print(story):
        return reasons
    people = consent.people_of(story)
    told = words.replace(BrandKit.current().pay_off, "")
    return [
        *_unread(own_words.lacking_in_print(told, story), story),
        *_named(partner, words, people),
    ]


def note(page, partner, what: str, by) -> None:
    """Printed matter is found again when somebody stops."""
    if story := _story(page):
        about = {"kind": Use.Kind.PRINT, "channel": consent.Channel.PRESS}
        uses.record(story, where=what, by=by, partner=partner, **about)


def _story(page) -> StoryPage | None:
    return StoryPage.objects.filter(pk=page.pk).first() if page else None


def _unread(people: list[PortrayedPerson], story) -> list[Obstacle]:
    return [
        Obstacle(UNREAD.format(who=person), consent.ask_url(person, story), REMEDY)
        for person in people
    ]


def _named(partner, words: str, known: list[PortrayedPerson]) -> list[Obstacle]:
    """People whom this partner tells of, by the whole name, who are not those of the story."""
    people = PortrayedPerson.objects.filter(organisation=partner, erased_at=None)
    own = {folded(person.name) for person in known}
    return [
        Obstacle(NAMED.format(who=name), remedy=OF_A_STORY.format(who=name))
        for name in whole_names_in(words, people.values_list("name", flat=True))
        if folded(name) not in own
    ]

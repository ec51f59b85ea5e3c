"""The stories that can go along in a newsletter; asked by brand/newsletter/pieces.py."""

from collections.abc import Collection

from brand import gating
from brand.newsletter.pieces import Choice, Piece
from brand.text import folded
from stories.gate import consent, sentences
from stories.models import PortrayedPerson, StoryPage, Use
from stories.sharing import own_words, uses
from stories.text import languages
from stories.text.names import whole_names_in

NEWSLETTER = consent.Channel.NEWSLETTER
UNREAD = (
    "In je eigen woorden staat “{who}”. Die persoon las ze niet: neem hele zinnen uit het verhaal, "
    "of laat de naam weg."
)
AWAY = gating.Obstacle("Dit verhaal staat niet meer online.")
MOST = 60  # to choose from


class Stories:
    kind, one, many = "verhaal", "verhaal", "verhalen"
    place = 10

    def choices(self) -> list[Choice]:
        rows = StoryPage.objects.shown().in_language(languages.DUTCH).for_cards()
        rows = rows.order_by("-in_newsletter", "-first_published_at", "-pk")
        return [
            Choice(
                story.pk,
                story.title,
                story.section_organisation.name if story.section_organisation else "",
                story.in_newsletter,
            )
            for story in rows[:MOST]
        ]

    def pieces(self, pages: Collection[int], *, archived: bool = False) -> dict[int, Piece]:
        rows = StoryPage.objects.shown().filter(pk__in=pages)
        rows = rows.select_related("picture", "section_organisation", "locale")
        return {
            story.pk: Piece(
                story.pk,
                story.title,
                story.lead,
                "Lees het verhaal",
                story.picture,
                story.alt,
                is_demo=story.is_demo,
            )
            for story in rows.prefetch_related("portrayals__person")
            if not consent.missing(story, NEWSLETTER)
        }

    def reasons(self, page: int) -> list[gating.Obstacle]:
        story = StoryPage.objects.live().filter(pk=page).first()
        if story is None:
            return [AWAY]
        found = consent.missing(story, NEWSLETTER) or consent.missing(story)
        return found or ([] if story.is_shown else [AWAY])

    def unread(self, words: Collection[str], pages: Collection[int]) -> list[gating.Obstacle]:
        """Whole names of people outside the sentences of the stories that go along.

        Those they read, and allowed in a newsletter.
        """
        rows = StoryPage.objects.filter(pk__in=pages).prefetch_related("portrayals__person")
        going = [story for story in rows if not consent.missing(story, NEWSLETTER)]
        known = {folded(one) for story in going for one in sentences.sentences(story)}
        said = " . ".join(own_words.said("\n".join(words)) - known)
        people = PortrayedPerson.objects.filter(erased_at=None).values_list("name", flat=True)
        return [gating.Obstacle(UNREAD.format(who=name)) for name in whole_names_in(said, people)]

    def goes_out(self, pages: Collection[int], where: str, url: str) -> None:
        """Kept where every use outside the site is, so that a withdrawal knows of it."""
        for story in StoryPage.objects.filter(pk__in=pages).prefetch_related("portrayals__person"):
            uses.record(story, kind=Use.Kind.MAIL, channel=NEWSLETTER, where=where, url=url)


SOURCES = [Stories()]

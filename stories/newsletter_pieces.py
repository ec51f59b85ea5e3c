"""The stories that can go along in a newsletter; asked by brand/newsletter/pieces.py."""

from collections.abc import Collection

from brand import gating
from brand.newsletter.pieces import Choice, Piece
from stories.gate import consent
from stories.models import StoryPage, Use
from stories.sharing import uses
from stories.text import languages

NEWSLETTER = consent.Channel.NEWSLETTER
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

    def goes_out(self, pages: Collection[int], where: str, url: str) -> None:
        """Kept where every use outside the site is, so that a withdrawal knows of it."""
        for story in StoryPage.objects.filter(pk__in=pages).prefetch_related("portrayals__person"):
            uses.record(story, kind=Use.Kind.MAIL, channel=NEWSLETTER, where=where, url=url)


SOURCES = [Stories()]

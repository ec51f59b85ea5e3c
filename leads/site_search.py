"""What can be found of support for employers, trainings and pledges, while they are shown."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from brand.pages.kinds import live_of
from brand.pages.restrictions import unrestricted
from brand.search.shelves import Hit, Shelf
from leads.models import Pledge, SupportMeasure, SupportPage, TrainingOffer
from leads.procurement import pledges

Row = tuple[SupportPage, SupportMeasure | None]  # the page itself, or a card on it


class Support(Shelf):
    name, heading, one, many = "steun", "Kosten en steun", "antwoord", "antwoorden"

    def rows(self) -> Iterable[Row]:
        page = unrestricted(live_of(SupportPage)).first()
        if page is None:
            return []
        return [(page, None), *((page, measure) for measure in SupportMeasure.objects.all())]

    def text(self, row: Row) -> str:
        page, card = row
        if card is None:
            return " ".join([page.title, page.seo_title, page.intro, page.also_called])
        return " ".join([card.name, card.get_group_display(), card.explanation, card.also_called])

    def hit(self, row: Row) -> Hit:
        page, card = row
        if card is None:
            return Hit(page.seo_title or page.title, page.url or "/", page.intro)
        is_over = card.is_historic or card.ended_before(timezone.localdate())
        return Hit(
            title=card.name,
            url=f"{page.url or '/'}#{card.code}",
            text=card.explanation,
            kind=card.get_group_display(),
            note="Van vroeger" if is_over else card.get_region_display(),
        )


class Trainings(Shelf):
    name, heading, one, many = "vormingen", "Vormingen", "vorming", "vormingen"

    def rows(self) -> Iterable[TrainingOffer]:
        return TrainingOffer.objects.published()

    def text(self, row: TrainingOffer) -> str:
        said = [row.title, row.audience, row.description, row.place, "vorming opleiding cursus"]
        return " ".join([*said, row.organisation.name])

    def hit(self, row: TrainingOffer) -> Hit:
        return Hit(
            title=row.title,
            url=row.get_absolute_url(),
            text=row.description,
            kind="Vorming",
            note=row.organisation.name,
            is_demo=row.is_demo,
        )


class Pledges(Shelf):
    """What public buyers promised and allow us to show."""

    name, heading, one, many = "beloften", "Beloften van aankopers", "belofte", "beloften"

    def rows(self) -> Iterable[Pledge]:
        return Pledge.objects.published().select_related("lead__employer")

    def text(self, row: Pledge) -> str:
        return f"belofte {row.lead.employer} {row.year} {row.text}"

    def hit(self, row: Pledge) -> Hit:
        return Hit(
            title=f"{row.lead.employer}: {pledges.aim(row)}",
            url=f"{reverse('pledges')}#belofte-{row.pk}",
            text=row.text,
            kind="Belofte",
            note=row.get_status_display(),
            is_demo=row.lead.is_demo,
        )


SHELVES = [Support(), Trainings(), Pledges()]

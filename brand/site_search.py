"""What can be found of the brand itself: partners, and pages of information."""

from brand import gating
from brand.models import ContentPage, Organisation
from brand.search.shelves import Hit, Shelf


class Partners(Shelf):
    name, heading, one, many = "partners", "Partners", "partner", "partners"

    def rows(self):
        return Organisation.objects.partners().prefetch_related("activities", "municipalities")

    def text(self, partner) -> str:
        said = [partner.name, partner.description, partner.get_kind_display()]
        said += [activity.name for activity in partner.activities.all()]
        return " ".join([*said, *(town.name for town in partner.municipalities.all())])

    def hit(self, partner) -> Hit:
        return Hit(
            title=partner.name,
            url=f"/partners/{partner.slug}/",
            text=partner.description,
            kind=partner.get_kind_display(),
            is_demo=partner.is_demo,
        )


class Pages(Shelf):
    name, heading, one, many = "paginas", "Informatie", "pagina", "pagina’s"

    def rows(self):
        return ContentPage.objects.live().public().order_by("title")

    def text(self, page) -> str:
        gating.leave_out(page)
        gating.leave_out_words(page)
        body = page.body.stream_block.get_searchable_content(page.body)
        return " ".join([page.title, page.intro, *map(str, body)])

    def hit(self, page) -> Hit:
        return Hit(page.title, page.url or "/", text=page.search_description or page.intro)


SHELVES = [Partners(), Pages()]

"""What the API tells of the brand: the partners."""

from brand import gating
from brand.api.resources import ADDRESS, TEXT, TEXTS, Resource, maybe
from brand.models import Organisation, Province
from brand.pages.schema_org import full


class Partners(Resource):
    name = "partners"
    summary = "De partners, alfabetisch."
    key, key_kind = "slug", TEXT
    filters = {"provincie": "Zoals limburg of west-vlaanderen."}
    fields = {
        "slug": TEXT,
        "name": TEXT,
        "kind": TEXT,
        "description": TEXT,
        "activities": TEXTS,
        "municipalities": TEXTS,
        "website": TEXT,
        "url": ADDRESS,
        "logo": maybe(ADDRESS),
    }
    more_fields = {"phone": TEXT, "email": TEXT}

    def _shown(self):
        partners = Organisation.objects.partners().select_related("logo")
        return partners.prefetch_related("activities", "municipalities", "logo__renditions")

    def rows(self, query):
        partners, province = self._shown(), query.get("provincie", "")
        if province in Province.values:
            partners = partners.filter(municipalities__province=province).distinct()
        return partners

    def one(self, key: str):
        return next(iter(gating.shown_with(self._shown().filter(slug=key), "logo")), None)

    def lines(self, rows) -> list[dict]:
        return super().lines(gating.shown_with(rows, "logo"))

    def line(self, partner) -> dict:
        logo = partner.logo.rendition_or_none("max-320x160") if partner.logo else None
        return {
            "slug": partner.slug,
            "name": partner.name,
            "kind": partner.get_kind_display(),
            "description": partner.description,
            "activities": [activity.name for activity in partner.activities.all()],
            "municipalities": [town.name for town in partner.municipalities.all()],
            "website": partner.website,
            "url": full(f"/partners/{partner.slug}/"),
            "logo": full(logo.url) if logo else None,
        }

    def whole(self, partner) -> dict:
        return {**self.line(partner), "phone": partner.phone, "email": partner.email}


RESOURCES = [Partners()]

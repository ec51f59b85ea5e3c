from typing import Any

from django import forms

from brand.forms import BrandForm
from brand.forms.fields import LineField
from brand.models import Organisation, User
from leads.models import SavedFilter
from leads.saved_filters.keeping import MOST

ONLY_ME = "Alleen ik"


class PartnerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"Collega’s van {obj}"


class SavedFilterForm(BrandForm):
    """A name, and with whom it is shared."""

    submit_label = ""
    required = {"name": "Geef de filter een naam"}

    name = LineField(label="Naam", max_length=60)

    def __init__(self, *args: Any, user: User, row: SavedFilter | None = None, **kwargs: Any):
        self.user, self.row = user, row
        if row:
            kwargs.setdefault("initial", {"name": row.name, "organisation": row.organisation_id})
        super().__init__(*args, **kwargs)
        partners = Organisation.objects.visible_to(user, "leads.view_lead").filter(is_active=True)
        field = PartnerField(
            partners.order_by("name"), label="Wie ziet hem", required=False, empty_label=ONLY_ME
        )
        self.fields["organisation"] = field

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        mine = SavedFilter.objects.filter(owner=self.user, removed_at=None)
        if self.row:
            mine = mine.exclude(pk=self.row.pk)
        if mine.filter(name=name).exists():
            raise forms.ValidationError("Je hebt al een filter met deze naam.")
        if not self.row and mine.count() >= MOST:
            raise forms.ValidationError(f"Je hebt al {MOST} filters. Haal er eerst een weg.")
        return name

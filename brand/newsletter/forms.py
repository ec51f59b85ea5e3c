"""What one writes in an issue; the second of two people loses nothing."""

from django import forms

from brand.dates import clock
from brand.forms.conflicts import ConflictMixin
from brand.models import Campaign, NewsletterIssue, Province
from brand.newsletter import recipients
from brand.newsletter.blocks import Block, BlocksField, read, written
from brand.text import one_line


class IssueForm(ConflictMixin, forms.ModelForm):
    blocks = BlocksField(label="Inhoud", required=False)

    class Meta:
        model = NewsletterIssue
        fields = ["subject", "preheader", "campaign"]

    def __init__(self, *args, **kwargs):
        issue = kwargs.get("instance")
        kept = written(read(issue.blocks)) if issue else []
        kwargs["initial"] = {"blocks": kept, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        rows = Campaign.objects.order_by("-starts_on", "name")
        self.fields["campaign"].queryset = rows
        self.fields["campaign"].empty_label = "De nieuwsbrief zelf"

    def clean_subject(self) -> str:
        return one_line(self.cleaned_data["subject"])

    def clean_preheader(self) -> str:
        return one_line(self.cleaned_data["preheader"])

    def _shown(self, name: str) -> str:
        return "" if name == "blocks" else super()._shown(name)

    @property
    def rows(self) -> list[Block]:
        """As they were typed, or as they are kept."""
        return read(self.fields["blocks"].to_python(self["blocks"].value()))


class SegmentForm(forms.ModelForm):
    """To whom it goes, as far as subscribers told."""

    class Meta:
        model = NewsletterIssue
        fields = ["province", "interest"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = recipients.interests()
        choices = [("", "Alle"), *((name, name) for name in known)]
        self.fields["province"].choices = [("", "Alle"), *Province.choices]
        self.fields["interest"] = forms.ChoiceField(
            label="Interesse", choices=choices, required=False
        )
        if not known:
            del self.fields["interest"]


class PlanForm(forms.Form):
    """When it leaves, and the number typed by who plans it."""

    day = forms.DateField(label="Dag", error_messages={"required": "Kies een dag."})
    at = forms.TimeField(
        label="Uur, op het kwartier",
        error_messages={"required": "Kies een uur.", "invalid": "Kies een uur, zoals 10.15."},
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
    )
    number = forms.IntegerField(
        label="Typ het aantal ontvangers",
        min_value=0,
        error_messages={
            "required": "Typ het aantal ontvangers.",
            "invalid": "Typ een getal.",
        },
    )

    def clean(self) -> dict:
        values = super().clean()
        if "day" in values and "at" in values:
            moments = clock.moments(values["day"], values["at"])
            if not moments:
                raise forms.ValidationError("Dit uur bestaat die nacht niet. Kies een ander.")
            values["when"] = moments[0]
        return values

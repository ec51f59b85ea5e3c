"""What one writes in an issue; the second of two people loses nothing."""

from django import forms

from brand.forms.conflicts import ConflictMixin
from brand.models import Campaign, NewsletterIssue
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

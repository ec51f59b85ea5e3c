"""The form of a campaign: the goal, who takes part, what it is about, what it costs."""

from django import forms
from django.core.exceptions import ValidationError
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms.models import WagtailAdminModelForm

from brand.campaigns import budget
from brand.campaigns.poster_words import Words
from brand.forms.conflicts import ConflictMixin
from brand.kit.lettering import drawable
from brand.models import Organisation
from brand.models.campaigns import Audience, Channel
from brand.scoping.readable import readable_pages
from brand.text import one_line

NOT_YOURS = "Kies een pagina die online staat, of een van jullie zelf."
RIGHT = "brand.change_campaign"


class PartnerField:
    """Goes before a form of a row: a partner to choose, and the one that stands there stays.

    The federation's campaigns take any partner; a partner's own take that partner.
    """

    chooses = "organisation"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.none()
        if self.for_user:
            active = Organisation.objects.filter(is_active=True)
            rows = active.visible_to(self.for_user, RIGHT)
        there = Organisation.objects.filter(pk=getattr(self.instance, f"{self.chooses}_id"))
        self.fields[self.chooses].queryset = rows | there


class ParticipationForm(PartnerField, WagtailAdminModelForm):
    pass


class BudgetLineForm(PartnerField, WagtailAdminModelForm):
    chooses = "paid_by"


def check_page(page, user, there) -> None:
    """Of another partner's draft not even the title is read."""
    if page and page.pk != there and not readable_pages(user).filter(pk=page.pk).exists():
        raise ValidationError(NOT_YOURS)


class CampaignPageForm(WagtailAdminModelForm):
    def clean_page(self):
        page = self.cleaned_data["page"]
        check_page(page, self.for_user, self.instance.page_id)
        return page


class RowsOnce(BaseChildFormSet):
    """A row that was chosen twice is told in a sentence of ours."""

    field, sentence = "", ""

    def clean(self):
        super().clean()
        chosen = [row[self.field] for row in self.rows() if row.get(self.field)]
        if len(chosen) != len(set(chosen)):
            raise ValidationError(self.sentence)

    def validate_unique(self):
        """Asked above."""

    def rows(self) -> list[dict]:
        """What was filled in and stays."""
        return [
            form.cleaned_data
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]


class ParticipationFormSet(RowsOnce):
    field, sentence = "organisation", "Een partner doet maar één keer mee."

    def clean(self):
        super().clean()
        shares = [row["cost_share"] for row in self.rows() if row.get("cost_share")]
        if shares and not budget.adds_up(shares):
            raise ValidationError(
                f"De aandelen in de kosten zijn samen {_plain(sum(shares))} %; ze moeten samen "
                "100 % zijn."
            )


def _plain(number) -> str:
    return f"{number.normalize():f}".replace(".", ",")


class CampaignPageFormSet(RowsOnce):
    field, sentence = "page", "Een pagina staat er maar één keer bij."


class CampaignForm(ConflictMixin, WagtailAdminModelForm):
    audiences = forms.MultipleChoiceField(
        label="Voor wie",
        choices=Audience,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_landing_page(self):
        page = self.cleaned_data["landing_page"]
        check_page(page, self.for_user, self.initial.get("landing_page"))
        return page

    def clean(self):
        values = super().clean()
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "De campagne eindigt niet vóór ze begint.")
        number, counts = values.get("goal_number"), values.get("goal_counts")
        if number and not counts and "goal_counts" not in self.errors:
            self.add_error("goal_counts", "Kies wat er geteld wordt.")
        if counts and not number and "goal_number" not in self.errors:
            self.add_error("goal_number", "Vul in hoeveel het er moeten worden.")
        return values


class LinksForm(forms.Form):
    """The links of some channels to one page of the campaign, for each partner one may act for."""

    page = forms.ModelChoiceField(
        label="Waarheen",
        queryset=None,
        empty_label=None,
        error_messages={
            "required": "Kies een pagina van de campagne.",
            "invalid_choice": "Kies een pagina van de campagne.",
        },
    )
    channels = forms.MultipleChoiceField(
        label="Kanalen",
        choices=Channel,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies minstens één kanaal."},
    )

    def __init__(self, *args, pages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = pages
        self.fields["channels"].initial = Channel.values


class PosterForm(forms.Form):
    """What stands on a poster, and on what sheet."""

    sheet = forms.ChoiceField(
        label="Formaat",
        choices=[("A3", "Affiche, A3"), ("A4", "Affiche, A4"), ("A5", "Flyer, A5")],
        error_messages={"invalid_choice": "Kies een formaat.", "required": "Kies een formaat."},
    )
    title = forms.CharField(
        label="In het groot",
        max_length=60,
        error_messages={
            "required": "Schrijf wat er in het groot op komt.",
            "max_length": "Schrijf hoogstens 60 tekens in het groot.",
        },
    )
    text = forms.CharField(
        label="Daaronder",
        max_length=160,
        required=False,
        error_messages={"max_length": "Schrijf hoogstens 160 tekens daaronder."},
    )

    def clean_title(self):
        title = self.cleaned_data["title"]
        if not drawable(title).strip():
            raise ValidationError("Schrijf dit in gewone letters.")
        return title

    @property
    def sheet_words(self) -> str:
        return dict(self.fields["sheet"].choices)[self.cleaned_data["sheet"]]

    def words(self) -> Words:
        return Words(one_line(self.cleaned_data["title"]), one_line(self.cleaned_data["text"]))

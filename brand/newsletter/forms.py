"""What one writes in an issue; the second of two people loses nothing."""

from collections.abc import Iterator

from django import forms

from brand.dates import clock
from brand.forms.conflicts import SEEN, ConflictMixin
from brand.models import Campaign, NewsletterIssue, NewsletterTrial, Province
from brand.newsletter import pieces, recipients, segments, trials, versions
from brand.newsletter.blocks import Block, BlocksField, read, written
from brand.text import one_line, row_number


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
    """To whom it goes, as far as subscribers told or it is known otherwise."""

    class Meta:
        model = NewsletterIssue
        fields = ["province", "role", "sector", "interest"]

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
        self.notes = [
            *self._offer("role", "Rol", segments.role_offer()),
            *self._offer("sector", "Sector", segments.sector_offer()),
        ]

    def _offer(self, name: str, label: str, offer: segments.Offer) -> Iterator[str]:
        """A choice of groups, and of how many it is not known."""
        held = getattr(self.instance, name)
        groups = [*offer.groups]
        if held and held not in dict(groups):  # chosen when there was somebody in it
            groups.append((held, f"{segments.ROLES.get(held, held)} (0)"))
        if not groups:
            del self.fields[name]
            return
        choices = [("", "Alle"), *groups]
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
        if offer.unknown:
            yield f"{label}: van {offer.unknown} van de {offer.total} weten we het niet."


class TrialForm(ConflictMixin, forms.ModelForm):
    """Two versions to try: what differs, on how many, when and how one is chosen."""

    lead = forms.ChoiceField(label="Wat vooraan staat in versie B", required=False)

    class Meta:
        model = NewsletterTrial
        fields = ["tries", "subject_b", "lead", "share", "hours", "when_few"]
        widgets = {"tries": forms.RadioSelect}

    def __init__(self, *args, issue: NewsletterIssue, **kwargs):
        trial = versions.trial_of(issue) or NewsletterTrial(issue=issue)
        self.issue, lead = issue, f"{trial.lead_kind}:{trial.lead_page or ''}".strip(":")
        super().__init__(*args, instance=trial, initial={"lead": lead}, **kwargs)
        self.fields["lead"].choices = [("", "Kies"), *_leads(lead)]

    @property
    def row(self) -> NewsletterIssue:
        """What the second of two people is told of, also before there is a trial."""
        return self.issue

    @property
    def is_another(self) -> bool:
        """Whether it says anything else than what is kept."""
        return self.instance.pk is None or bool(set(self.changed_data) - {SEEN})

    def _shown(self, name: str) -> str:
        if name != "lead":
            return super()._shown(name)
        titles = {key: title for _, group in self.fields[name].choices[1:] for key, title in group}
        return titles.get(self.initial[name], "leeg")

    def clean_subject_b(self) -> str:
        return one_line(self.cleaned_data["subject_b"])

    def clean(self) -> dict:
        values = super().clean()
        kind, _, page = values.get("lead", "").partition(":")
        self.instance.lead_kind, self.instance.lead_page = kind, row_number(page)
        if not self.errors:
            trial = NewsletterTrial(
                lead_kind=kind,
                lead_page=row_number(page),
                **{name: values[name] for name in ("tries", "subject_b")},
            )
            if why := trials.alike(self.issue, trial):
                by_subject = trial.tries == NewsletterTrial.Tries.SUBJECT
                self.add_error("subject_b" if by_subject else "lead", why)
        return values


def _leads(now: str) -> list[tuple]:
    """Stories and stops by kind; what was chosen stays in the list when it is in it no more."""
    groups, offered = [], {""}
    for kind, source in pieces.sources().items():
        rows = [(f"{kind}:{choice.page}", choice.title) for choice in source.choices()]
        offered |= {key for key, _ in rows}
        groups.append((source.many.capitalize(), rows))
    if now not in offered:
        groups.insert(0, ("Gaat nu niet mee", [(now, "Wat gekozen was")]))
    return groups


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

"""The small forms on a lead, one for each step. Sentences are for people who work there."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from brand import scoping
from brand.dates.working_days import working_day_from, working_days_after
from brand.models import Membership, User
from brand.places.fields import MunicipalityField
from leads.follow_up import outcomes
from leads.models import Contact, Interaction, Lead
from leads.stages import NextAction, NoMatchReason, Stage

NO_HEALTH = "Schrijf niets over de gezondheid of situatie van kandidaten."
Kind = Interaction.Kind


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class StepForm(forms.Form):
    """Knows the lead it is about and who fills it in; carries the version they looked at."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, lead: Lead, user: User, **kwargs: Any
    ) -> None:
        self.lead, self.user = lead, user
        # Several of these forms stand on one page; the label must find its own field.
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}-{lead.pk}-%s")
        super().__init__(data, initial={"version": lead.version}, **kwargs)


def offer_rows(form: forms.BaseForm, name: str, rows: QuerySet) -> None:
    """Set the choices of a ModelChoiceField."""
    cast(forms.ModelChoiceField, form.fields[name]).queryset = rows


def day_chips(today: date | None = None) -> list[tuple[str, str]]:
    """Days people choose most: (iso date, label). Tomorrow is the first day one can call."""
    today = today or timezone.localdate()
    tomorrow = working_days_after(today, 1)
    is_tomorrow = tomorrow == today + timedelta(days=1)
    chips = [
        (tomorrow, "Morgen" if is_tomorrow else date_format(tomorrow, "l").capitalize()),
        (working_day_from(today + timedelta(days=3)), "+3 dagen"),
        (working_day_from(today + timedelta(days=7)), "+1 week"),
    ]
    found = {day.isoformat(): label for day, label in reversed(chips)}
    return [(day.isoformat(), found[day.isoformat()]) for day in dict.fromkeys(d for d, _ in chips)]


class DayMixin(forms.Form):
    """The next day, by a chip or by a date; nothing chosen leaves it to the step."""

    chip = forms.ChoiceField(
        label="Volgende keer", required=False, widget=forms.RadioSelect, choices=()
    )
    next_on = forms.DateField(label="Of kies een dag", required=False, widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["chip"]).choices = day_chips()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("next_on") and cleaned.get("chip"):
            cleaned["next_on"] = self.fields["next_on"].to_python(cleaned["chip"])
        return cleaned


def hour_field(required: str = "") -> forms.TimeField:
    return forms.TimeField(
        label="Om",
        required=bool(required),
        widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        error_messages={"required": required, "invalid": "Vul een uur in, zoals 14:30."},
    )


def note_field(required: bool = False, label: str = "Notitie") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        help_text=NO_HEALTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Schrijf eerst een notitie.",
            "max_length": "Deze notitie telt %(show_value)d tekens. Hou het bij %(limit_value)d.",
        },
    )


WHAT_CAME_OF_IT = "Kies wat het gaf, zoals Bereikt of Niet bereikt."


class OutcomeForm(DayMixin, StepForm):
    """ "Wat gaf het?": each button is a result, so that recording a step is one press."""

    result = forms.ChoiceField(
        choices=outcomes.CHOICES,
        error_messages={"required": WHAT_CAME_OF_IT, "invalid_choice": WHAT_CAME_OF_IT},
    )
    note = note_field()
    contact: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Met wie", required=False, empty_label="Iemand anders", queryset=None
    )
    done_on = forms.DateField(label="Wanneer", required=False, widget=DayInput)
    next_action = forms.ChoiceField(
        label="Wat nu",
        required=False,
        choices=[("", "Zoals gewoonlijk"), *NextAction.choices],
    )
    next_at = hour_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Contact.objects.visible_to(self.user).filter(employer=self.lead.employer_id)
        offer_rows(self, "contact", known)
        self.initial["contact"] = self.lead.contact_id


class LogForm(DayMixin, StepForm):
    """An appointment or a note; which of these is in the address."""

    note = note_field()

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        lead = kwargs["lead"]
        super().__init__(*args, auto_id=f"{kind}-{lead.pk}-%s", **kwargs)
        self.kind = kind
        if kind == Kind.MEETING:
            self.fields["next_on"].label = "Wanneer"
            self.fields["next_on"].required = True
            self.fields["next_on"].error_messages["required"] = "Kies de dag van de afspraak."
            self.fields["next_at"] = hour_field("Kies het uur van de afspraak.")
            self.fields["place"] = forms.CharField(
                label="Waar",
                required=False,
                max_length=160,
                help_text="Een adres, of bijvoorbeeld: bij ons, per telefoon.",
                error_messages={
                    "max_length": "Dit telt %(show_value)d tekens. Hou het bij %(limit_value)d."
                },
            )
            self.fields["tell"] = forms.BooleanField(required=False)
            del self.fields["chip"]
        if kind == Kind.NOTE:
            self.fields["note"] = note_field(required=True)
            del self.fields["chip"], self.fields["next_on"]


class MoveForm(StepForm):
    stage = forms.ChoiceField(label="Verplaats naar", choices=Stage)
    reason = forms.ChoiceField(
        label="Waarom geen match?", required=False, choices=[("", "Kies…"), *NoMatchReason.choices]
    )


class PlanForm(StepForm):
    action = forms.ChoiceField(label="Volgende stap", choices=NextAction)
    next_on = forms.DateField(
        label="Op",
        widget=DayInput,
        error_messages={"required": "Kies een dag voor de volgende stap."},
    )
    next_at = hour_field()
    note = forms.CharField(label="Toelichting", required=False, max_length=200, help_text=NO_HEALTH)


class SnoozeForm(StepForm):
    days = forms.IntegerField(min_value=1, max_value=365)


class LocationForm(StepForm):
    """Where the employer is, or that it is indeed there."""

    municipality = MunicipalityField(label="Andere postcode of gemeente")


class AssignForm(StepForm):
    to: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Wie volgt dit op?", required=False, empty_label="Niemand", queryset=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "to", team_of(self.lead, self.user))
        self.initial["to"] = self.lead.owner_id


def team_of(lead: Lead, user: User) -> QuerySet[User]:
    """The users who can own this lead, the federation's included."""
    right = "leads.change_lead"
    desk = Membership.objects.filter(
        organisation=lead.owner_organisation_id, role__in=scoping.roles_with(right)
    )
    people = User.objects.filter(pk__in=desk.people(), is_active=True)
    if scoping.is_everywhere(user, right):
        people |= User.objects.filter(pk=user.pk)
    return people.order_by("first_name", "last_name", "email")

"""What is filled in about a placement, at the desk and on the page behind a link."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone

from leads.follow_up.forms import NO_HEALTH, DayInput, StepForm, offer_rows
from leads.models import Contact, CooperationForm, Placement, PlacementCheck
from leads.models.placements import MOST_PEOPLE, Answer
from leads.placements import sensitive

NUMBER = "Hier staat een rijksregisternummer. Schrijf geen gegevens van kandidaten; haal het weg."
OWN = ["form", "people", "start", "end", "hours_per_week", "note"]
LOOKED_AT = "Dit gaat niet over iemand in het bijzonder"


class PlacementForm(StepForm):
    """Recording or correcting a placement. Questions of the chosen form are asked below it."""

    form = forms.ModelChoiceField(
        label="Vorm van samenwerking",
        queryset=CooperationForm.objects.none(),
        empty_label="Kies…",
        error_messages={"required": "Kies wat jullie samen doen."},
    )
    people = forms.IntegerField(
        label="Voor hoeveel mensen?",
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text="Enkel het aantal. Namen horen hier niet.",
        error_messages={
            "required": "Vul in hoeveel mensen.",
            "invalid": "Vul een geheel getal in, zoals 4.",
            "min_value": "Vul minstens 1 in.",
            "max_value": f"Vul hoogstens {MOST_PEOPLE} in.",
        },
    )
    start = forms.DateField(
        label="Start op", widget=DayInput, error_messages={"required": "Kies de startdatum."}
    )
    end = forms.DateField(
        label="Loopt tot en met",
        required=False,
        widget=DayInput,
        help_text="Laat leeg als er geen einde afgesproken is.",
    )
    hours_per_week = forms.DecimalField(
        label="Uren per week en per persoon",
        required=False,
        min_value=1,
        max_value=50,
        max_digits=4,
        decimal_places=1,
        localize=True,
        error_messages={
            "invalid": "Vul een aantal uren in, zoals 19 of 30,4.",
            "min_value": "Vul minstens 1 uur in.",
            "max_value": "Vul hoogstens 50 uur in.",
            "max_decimal_places": "Hou het bij één cijfer na de komma.",
        },
    )
    note = forms.CharField(
        label="Notitie",
        required=False,
        max_length=1000,
        help_text=NO_HEALTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    ask = forms.ModelChoiceField(
        label="Wie bevestigt bij de werkgever?",
        queryset=Contact.objects.none(),
        required=False,
        empty_label="Nog niemand vragen",
        help_text="Die krijgt een mail met een link: klopt dit?",
    )
    # Shown once a word was pointed at; see clean().
    looked_at = forms.BooleanField(label=LOOKED_AT, required=False)

    def __init__(self, *args: Any, placement: Placement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.placement = placement
        offer_rows(self, "form", self._forms())
        people = Contact.objects.visible_to(self.user).filter(employer=self.lead.employer_id)
        offer_rows(self, "ask", people.exclude(email=""))
        if placement is not None:
            del self.fields["ask"]
            self.initial.update({name: getattr(placement, name) for name in OWN})
            self.initial["version"] = placement.version
        else:
            self.initial["ask"] = self.lead.contact_id
        self.questions = self._add_questions()
        self.pointed_at: list[str] = []

    def _forms(self) -> Any:
        """Forms that exist now, or did in the last two years; the start decides (recording.py)."""
        kept = CooperationForm.objects.exclude(status=CooperationForm.Status.HISTORIC)
        today = timezone.localdate()
        rows = kept.valid_on(today) | kept.valid_on(today.replace(year=today.year - 1, day=1))
        if self.placement is not None:
            rows = rows | CooperationForm.objects.filter(pk=self.placement.form_id)
        return rows.distinct()

    def _add_questions(self) -> dict[int, list[str]]:
        """One field for each question of each form; the page shows those of the chosen one."""
        names: dict[int, list[str]] = {}
        offered = cast(forms.ModelChoiceField, self.fields["form"]).queryset
        answered = self.placement.intake if self.placement else {}
        for row in offered or []:
            for number, question in enumerate(row.questions):
                name = f"intake-{row.pk}-{number}"
                self.fields[name] = forms.CharField(
                    label=question, required=False, max_length=500, help_text=""
                )
                self.initial[name] = answered.get(question, "")
                names.setdefault(row.pk, []).append(name)
        return names

    @property
    def question_groups(self) -> list[tuple[CooperationForm, list[forms.BoundField]]]:
        offered = cast(forms.ModelChoiceField, self.fields["form"]).queryset
        return [
            (row, [self[name] for name in self.questions[row.pk]])
            for row in offered or []
            if row.pk in self.questions
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        form = cleaned.get("form")
        asked = self.questions.get(form.pk, []) if form else []
        cleaned["intake"] = {
            str(self.fields[name].label): cleaned[name] for name in asked if cleaned.get(name)
        }
        for name in ["note", *asked]:
            self._look_at(name, cleaned.get(name) or "", bool(cleaned.get("looked_at")))
        return cleaned

    def _look_at(self, name: str, text: str, looked_at: bool) -> None:
        if sensitive.has_national_number(text):
            self.add_error(name, NUMBER)
        words = sensitive.health_words(text)
        if words and not looked_at:
            self.pointed_at += words
            said = " en ".join(f"“{word}”" for word in words)
            self.add_error(
                name,
                f"{said}: gaat dit over de gezondheid van iemand? Schrap het dan. Gaat het "
                f"over het werk of de plek? Vink onderaan aan “{LOOKED_AT}”.",
            )

    def facts(self) -> dict[str, Any]:
        """What `recording.record` and `recording.change` take."""
        return {name: self.cleaned_data[name] for name in [*OWN, "intake"]}


class AnswerForm(forms.Form):
    """ "Klopt dit?" The buttons are the answer."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        choices=Answer, error_messages={"required": "Kies of het klopt of niet."}
    )
    reason = forms.CharField(
        label="Wat klopt er niet?",
        required=False,
        max_length=1000,
        help_text=f"Bijvoorbeeld het aantal of de startdatum. {NO_HEALTH}",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == Answer.NO and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", "Schrijf kort wat er niet klopt.")
        if sensitive.has_national_number(cleaned.get("reason") or ""):
            self.add_error("reason", NUMBER)
        return cleaned


class CheckForm(forms.Form):
    """ "Loopt dit nog?" """

    check = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label="Loopt dit nog?",
        choices=[
            (PlacementCheck.Answer.RUNS, "Ja, voor iedereen"),
            (PlacementCheck.Answer.FEWER, "Ja, maar niet voor iedereen"),
            (PlacementCheck.Answer.ENDED, "Nee, het is gestopt"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een van de drie antwoorden."},
    )
    people = forms.IntegerField(
        label="Hoeveel mensen werken er nog?",
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text="Enkel als het niet voor iedereen doorloopt.",
    )
    ended_on = forms.DateField(
        label="Laatste dag",
        required=False,
        widget=DayInput,
        help_text="Enkel als het gestopt is. Leeg is vandaag.",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, check: PlacementCheck) -> None:
        super().__init__(data, initial={"check": check.pk})

    def answer_words(self) -> dict[str, Any]:
        """What `checks.answer` takes beside the check and the side."""
        said: dict[str, Any] = self.cleaned_data
        ended_on: date | None = said["ended_on"]
        return {"said": said["answer"], "people": said["people"], "ended_on": ended_on}

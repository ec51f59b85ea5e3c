"""Forms of the back office for cards, parameters and values."""

from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from brand.forms.conflicts import ConflictMixin
from brand.forms.fields import AmountField
from leads.measures import recording
from leads.models.measures import (
    ONE_SIDE,
    MeasureParameter,
    MeasureValue,
    Status,
    SupportMeasure,
)

NO_VALUE = "Vul een getal of woorden in, of vink aan dat het niet bekend is."
BOTH = "Een waarde invullen en zeggen dat ze niet bekend is, gaat niet samen."

OF_NOTHING_SAID = {"status", "check_by", "position", "also_called"}


def _states(verified: bool) -> list[tuple[str, str]]:
    """Verified is what a second person makes it."""
    return [
        (state.value, str(state.label)) for state in Status if verified or state != Status.VERIFIED
    ]


class AddressField(forms.URLField):
    """Of a source; what is typed without a scheme is looked up safely."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Adres van de bron",
            required=False,
            max_length=300,
            assume_scheme="https",
            error_messages={"invalid": "Vul een volledig adres in, zoals https://www.vdab.be."},
            **kwargs,
        )


class CardForm(ConflictMixin, WagtailAdminModelForm):
    """What is said anew was looked over by nobody yet."""

    source_url = AddressField()

    class Meta:
        model = SupportMeasure
        fields = "__all__"  # the panels choose

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = _states(self.instance.is_verified)

    def save(self, commit: bool = True) -> SupportMeasure:
        said = set(self.changed_data) - OF_NOTHING_SAID - {"seen"}
        if said or self.instance.status == Status.UNVERIFIED:
            self.instance.checked_by = self.instance.checked_on = None
            if self.instance.is_verified:
                self.instance.status = Status.UNVERIFIED
        return super().save(commit=commit)


class ParameterForm(forms.ModelForm):
    class Meta:
        model = MeasureParameter
        fields = ["name", "unit", "role", "position"]

    def _get_validation_exclusions(self) -> set[str]:
        """The measure is given, and counts in what may stand there once."""
        return super()._get_validation_exclusions() - {"measure"}  # type: ignore[misc]


class ValueForm(forms.ModelForm):
    low = AmountField(
        label="Van", required=False, help_text="Een getal, of leeg als het in woorden is."
    )
    high = AmountField(
        label="Tot", required=False, help_text="Leeg als het één getal is, geen vork."
    )

    unknown = forms.BooleanField(label="Dit is niet bekend", required=False)
    source_url = AddressField()
    field_order = ["low", "high", "words", "unknown"]

    class Meta:
        model = MeasureValue
        fields = [
            "low",
            "high",
            "words",
            "region",
            "valid_from",
            "valid_to",
            "source",
            "source_url",
            "source_date",
            "read_on",
            "remark",
            "status",
            "check_by",
        ]
        widgets = dict.fromkeys(
            ("valid_from", "valid_to", "source_date", "read_on", "check_by"), AdminDateInput
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = _states(False)  # type: ignore[attr-defined]
        self.initial.setdefault("read_on", timezone.localdate())
        self.initial.setdefault("check_by", recording.proposed_day())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("low") is not None and said.get("high") is None and "high" not in self.errors:
            said["high"] = said["low"]
        if said.get("low") is None and said.get("high") is not None and "low" not in self.errors:
            self.add_error("low", ONE_SIDE)
        if not {"low", "high", "words"} & self.errors.keys():
            is_said = said.get("low") is not None or bool(said.get("words"))
            if is_said and said.get("unknown"):
                self.add_error("unknown", BOTH)
            elif not is_said and not said.get("unknown"):
                self.add_error("low", NO_VALUE)
        return said


class LookForm(forms.Form):
    check_by = forms.DateField(
        label="Opnieuw na te kijken op",
        widget=AdminDateInput,
        error_messages={"required": "Kies een dag.", "invalid": "Kies een dag, zoals 31/12/2026."},
    )

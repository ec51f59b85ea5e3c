"""The few questions that narrow the support down. None of them is about a candidate."""

from typing import Any

from django import forms

from brand.forms import BrandForm
from brand.forms.fields import AmountField
from leads.measures.reading import Question
from leads.models.measures import Group, Region, SupportMeasure

UNLISTED = {"invalid_choice": "Kies uit de lijst."}
Employers = SupportMeasure.Employers


def _choice(label: str, anything: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    field = forms.ChoiceField(
        label=label,
        choices=[("", anything), *choices],
        required=False,
        error_messages=UNLISTED,
    )
    field.silent_optional = True  # type: ignore[attr-defined]
    return field


class SupportForm(BrandForm):
    """Sent by GET: what is answered stands in the address and nowhere else."""

    submit_label = ""

    waar = _choice(
        "Waar ligt uw vestiging?",
        "Maakt niet uit",
        [(region.value, str(region.label)) for region in Region if region != Region.BELGIUM],
    )
    wat = _choice(
        "Waaraan denkt u?",
        "Alles",
        [(group.value, str(group.label)) for group in Group if group != Group.VISIT],
    )
    wie = _choice(
        "Wat voor werkgever bent u?",
        "Maakt niet uit",
        [(kind.value, str(kind.label)) for kind in Employers if kind != Employers.ANY],
    )
    loon = AmountField(
        label="Brutoloon per maand, voltijds",
        required=False,
        help_text="Alleen om een bedrag te berekenen. We bewaren niets van wat u hier invult.",
    )

    @property
    def question(self) -> Question:
        """What was answered well; a wrong answer asks nothing."""
        said: dict[str, Any] = getattr(self, "cleaned_data", {})
        return Question(
            region=said.get("waar", ""),
            group=said.get("wat", ""),
            employer=said.get("wie", ""),
            wage=said.get("loon"),
        )

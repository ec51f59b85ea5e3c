"""What is typed into a calculation. Nothing is required before it is published: see `editions`."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone
from django.utils.text import slugify

from brand.forms import BrandForm, BrandModelForm
from brand.forms.conflicts import ConflictMixin
from brand.forms.fields import AmountField, LineField
from stories.models import Figure, SroiCalculation, SroiFactor, SroiLine
from stories.models.sroi import LONGEST, FactorKind, Party, SroiRole
from stories.sroi import editions
from stories.sroi.sheet import CASES, Factor

MOST = 1_000_000_000
NUMBER = "Vul een getal in, zoals 12 of 3,5"
PERCENTAGE = "Een percentage ligt tussen 0 en 100."
YEARS = f"Kies een getal van 1 tot en met {LONGEST}"
NOT_YET = "Die datum moet nog komen."
HELP = {
    FactorKind.AMOUNT: "Ook wat niet in geld betaald werd: schat wat het gekost zou hebben.",
    FactorKind.QUANTITY: "Van hoeveel mensen, uren of plaatsen dit telt, in het eerste jaar.",
    FactorKind.PROXY: "Wat één daarvan waard is, volgens een bron die anderen kunnen nakijken.",
    FactorKind.DEADWEIGHT: "Welk deel er ook zonder dit gekomen was.",
    FactorKind.DISPLACEMENT: "Welk deel elders iets van dezelfde aard wegnam.",
    FactorKind.ATTRIBUTION: "Welk deel anderen deden: VDAB, OCMW, de werkgever, de familie.",
    FactorKind.DROP_OFF: "Hoeveel er elk jaar na het eerste minder van overblijft.",
    FactorKind.DISCOUNT: "Euro’s van later tellen minder mee. Vaak volgt men een overheid.",
    FactorKind.SHARE: "De opbrengsten tellen alleen voor wie anders geen werk had.",
}
PARTIES = {
    SroiRole.INPUT: "Wie betaalt dit, of geeft de tijd?",
    SroiRole.COST: "Welke overheid betaalt dit?",
    SroiRole.OUTCOME: "Voor wie is dit een waarde of een besparing?",
    SroiRole.GAIN: "Welke overheid krijgt dit?",
}


class NumberField(AmountField):
    """A number of the calculation, with as many decimals as it keeps."""

    def __init__(self, **kwargs: Any):
        super().__init__(most=MOST, decimals=4, error_messages={"amount": NUMBER}, **kwargs)


class CalculationForm(ConflictMixin, BrandModelForm):
    submit_label = ""
    required = {
        "name": "Geef de berekening een naam",
        "subject": "Schrijf waarover de berekening gaat",
        "perspective": "Schrijf voor wie er gerekend wordt",
        "start": "Vul in vanaf welke dag",
        "end": "Vul in tot en met welke dag",
    }

    class Meta:
        model = SroiCalculation
        fields = ["kind", "name", "subject", "perspective", "start", "end"]
        widgets = {
            "subject": forms.Textarea({"rows": 4}),
            "start": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "end": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "subject": "Wat er gedaan werd, voor wie, en wat er meegeteld is en wat niet. "
            "Dit staat op de site.",
            "perspective": "Bijvoorbeeld: “de hele samenleving” of “de gemeente Genk”.",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # its lines are of that kind
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        start, end = said.get("start"), said.get("end")
        if start and end and end < start:
            self.add_error("end", "Dit ligt voor de eerste dag.")
        return said

    def save(self, commit: bool = True) -> SroiCalculation:
        if not self.instance.slug:
            self.instance.slug = free_slug(self.cleaned_data["name"])
        self.instance.changed_at = timezone.now()
        return super().save(commit)


def free_slug(name: str) -> str:
    """Of this name, with a number when another calculation has that address."""
    base = slugify(name)[:70] or "berekening"
    taken = set(
        SroiCalculation.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    )
    numbers = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbers) if slug not in taken)


class Group(NamedTuple):
    """The fields of one factor, for the template."""

    kind: FactorKind
    help: str
    values: list[forms.BoundField]
    origin: list[forms.BoundField]


class FactorsForm(ConflictMixin, BrandForm):
    """The factors of these kinds, each with three values and their origin."""

    submit_label = ""

    def __init__(
        self,
        *args: Any,
        kinds: list[FactorKind],
        rows: dict[str, SroiFactor],
        role: SroiRole | None = None,
        **kwargs: Any,
    ):
        self.kinds, self.rows, self.role = kinds, rows, role
        kwargs["initial"] = {**self._of_rows(), **kwargs.get("initial", {})}
        self.base_fields = self._own_fields() | self._factor_fields()
        super().__init__(*args, **kwargs)

    def _own_fields(self) -> dict[str, forms.Field]:
        return {}

    def _of_rows(self) -> dict[str, Any]:
        names = (*CASES, "source", "source_date", "author", "figure")
        return {
            f"{kind}_{name}": getattr(self.rows[kind], name)
            for kind in self.kinds
            if kind in self.rows
            for name in names
        }

    def _factor_fields(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        for kind in self.kinds:
            if kind == FactorKind.QUANTITY:
                fields[f"{kind}_figure"] = forms.ModelChoiceField(
                    _countable(),
                    label="Neem een impactcijfer over",
                    required=False,
                    empty_label="Nee, ik vul zelf in",
                    help_text="Geteld in de eigen administratie. De bron komt er vanzelf bij.",
                )
            for case in CASES:
                label = editions.WORDS[case].capitalize()
                fields[f"{kind}_{case}"] = NumberField(label=label, required=False)
            fields[f"{kind}_source"] = LineField(
                label="Bron", max_length=300, required=False, help_text="Met bladzijde of adres."
            )
            fields[f"{kind}_source_date"] = forms.DateField(
                label="Bron van",
                required=False,
                widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            )
            fields[f"{kind}_author"] = LineField(
                label="Wie staat in voor dit getal?",
                max_length=120,
                required=False,
                help_text="Een dienst of een naam. Dit staat op de site.",
            )
        return fields

    def groups(self) -> Iterator[Group]:
        for kind in self.kinds:
            origin = [self[f"{kind}_{name}"] for name in ("source", "source_date", "author")]
            if f"{kind}_figure" in self.fields:
                origin.insert(0, self[f"{kind}_figure"])
            yield Group(kind, HELP[kind], [self[f"{kind}_{case}"] for case in CASES], origin)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        for kind in self.kinds:
            self._take_over(said, kind)
            self._check(said, kind)
        return said

    def _take_over(self, said: dict[str, Any], kind: FactorKind) -> None:
        """A counted number is certain: the same in every case."""
        if figure := said.get(f"{kind}_figure"):
            said.update({f"{kind}_{case}": figure.value for case in CASES})
            said[f"{kind}_source"] = f"Impactcijfer “{figure.name}”, {figure.year}"
            said[f"{kind}_source_date"] = timezone.localdate(figure.checked_at)
            said[f"{kind}_author"] = said.get(f"{kind}_author") or "Eigen telling"

    def _check(self, said: dict[str, Any], kind: FactorKind) -> None:
        values = [said.get(f"{kind}_{case}") for case in CASES]
        if kind.is_percentage:
            for case, value in zip(CASES, values, strict=True):
                if value is not None and value > 100:
                    self.add_error(f"{kind}_{case}", PERCENTAGE)
        if None not in values and not editions.is_in_order(Factor(kind, *values), self.role):
            told = editions.order_of(kind, self.role)
            self.add_error(f"{kind}_cautious", f"{told[0].upper()}{told[1:]}")
        dated = said.get(f"{kind}_source_date")
        if isinstance(dated, date) and dated > timezone.localdate():
            self.add_error(f"{kind}_source_date", NOT_YET)

    def save_factors(self, calculation: SroiCalculation, line: SroiLine | None) -> None:
        """One row a factor; none where nothing was said of it."""
        for kind in self.kinds:
            prefix = f"{kind}_"
            said = {
                name.removeprefix(prefix): value
                for name, value in self.cleaned_data.items()
                if name.startswith(prefix)
            }
            of = SroiFactor.objects.filter(calculation=calculation, line=line, kind=kind)
            if any(value not in (None, "") for value in said.values()):
                said = {name: "" if value is None and name in TEXTS else value
                        for name, value in said.items()}  # fmt: skip
                of.update_or_create(defaults=said, calculation=calculation, line=line, kind=kind)
            else:
                of.delete()
        calculation.changed_at = timezone.now()
        calculation.save(update_fields=["changed_at"])


TEXTS = ("source", "author")


def _countable() -> Any:
    """Published stands that are told as a number."""
    shown = Figure.objects.published().filter(value__gte=5).select_related("indicator")
    return shown.order_by("-year", "indicator__position")


class OverallForm(FactorsForm):
    """The factor that holds for the whole calculation."""

    def __init__(self, *args: Any, calculation: SroiCalculation, **kwargs: Any):
        self.calculation = calculation
        kind = FactorKind.of_calculation(calculation.kind)
        rows = {row.kind: row for row in calculation.factors.filter(line=None)}
        super().__init__(*args, kinds=[kind], rows=rows, **kwargs)

    @property
    def row(self) -> SroiCalculation:
        return self.calculation

    def save(self) -> None:
        self.save_factors(self.calculation, None)


class LineForm(FactorsForm):
    """A line with all its factors."""

    required = {"name": "Geef de regel een naam", "party": "Kies wie"}

    def __init__(
        self,
        *args: Any,
        calculation: SroiCalculation,
        role: SroiRole,
        line: SroiLine | None = None,
        **kwargs: Any,
    ):
        self.calculation, self.line = calculation, line
        rows = {row.kind: row for row in line.factors.all()} if line else {}
        if line:
            kwargs["initial"] = {name: getattr(line, name) for name in ("name", "party", "years")}
        super().__init__(*args, kinds=FactorKind.of_role(role), rows=rows, role=role, **kwargs)

    @property
    def row(self) -> SroiLine | None:
        return self.line

    def _own_fields(self) -> dict[str, forms.Field]:
        ours = Party.governments() if self.role in (SroiRole.GAIN, SroiRole.COST) else list(Party)
        parties = [("", "Kies"), *((party.value, party.label) for party in ours)]
        fields: dict[str, forms.Field] = {
            "name": LineField(label="Naam", max_length=120),
            "party": forms.ChoiceField(label=PARTIES[self.role], choices=parties),
        }
        if self.role == SroiRole.OUTCOME:
            fields["years"] = forms.IntegerField(
                label="Hoeveel jaar telt het mee?",
                min_value=1,
                max_value=LONGEST,
                initial=1,
                error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), YEARS),
            )
        return fields

    def save(self) -> SroiLine:
        line = self.line or SroiLine(calculation=self.calculation, role=self.role)
        line.name, line.party = self.cleaned_data["name"], self.cleaned_data["party"]
        line.years = self.cleaned_data.get("years") or 1
        line.save()
        self.save_factors(self.calculation, line)
        return line

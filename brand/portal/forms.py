"""What is filled in within the portal."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from brand.forms.fields import LineField, MailField, NameField, PhoneField
from brand.models import ToneRule
from brand.portal import files

ROWS = 3  # empty ones, for what is new


class ToneRuleForm(forms.ModelForm):
    class Meta:
        model = ToneRule
        fields = ["position", "topic", "writes", "instead_of", "why"]
        widgets = {
            name: forms.Textarea(attrs={"rows": 2}) for name in ("writes", "instead_of", "why")
        }
        error_messages = {
            "topic": {"required": "Vul in waarover deze regel gaat."},
            "writes": {"required": "Vul in hoe het wel moet."},
            "position": {
                "invalid": "Vul een heel getal in, zoals 3.",
                "min_value": "Vul een getal van 0 of meer in.",
            },
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False
        for name, field in self.fields.items():
            field.widget.attrs["aria-describedby"] = f"fout-{self.prefix}-{name}"

    def has_changed(self) -> bool:
        """A place alone makes no new rule."""
        changed = set(self.changed_data)
        return bool(changed if self.instance.pk else changed - {"position"})

    def clean_position(self) -> int:
        return self.cleaned_data.get("position") or 0


ToneRules = forms.modelformset_factory(
    ToneRule, form=ToneRuleForm, extra=ROWS, can_delete=True, max_num=40, absolute_max=60
)


class SignatureForm(forms.Form):
    """What stands below somebody's mails."""

    name = NameField(
        label="Naam",
        autocomplete="name",
        max_length=80,
        error_messages={
            "required": "Vul een naam in.",
            "max_length": "Schrijf hoogstens 80 tekens.",
        },
    )
    function = LineField(
        label="Functie",
        required=False,
        max_length=80,
        error_messages={"max_length": "Schrijf hoogstens 80 tekens."},
    )
    phone = PhoneField(label="Telefoon", required=False)
    email = MailField(label="E-mailadres", required=False)


class NoteForm(forms.Form):
    note = LineField(
        label="Wat verandert er, en wat moet een partner doen?",
        max_length=300,
        error_messages={
            "required": "Schrijf een notitie.",
            "max_length": "Schrijf hoogstens 300 tekens.",
        },
    )


class ReplacedForm(forms.Form):
    wat = forms.ChoiceField(
        choices=lambda: files.ASSETS.items(),
        error_messages={
            "required": "Kies wat.",
            "invalid_choice": "Dit staat niet in het portaal.",
        },
    )
    op = forms.DateField(
        error_messages={
            "required": "Vul in wanneer jullie het vervingen.",
            "invalid": "Vul een datum in, zoals 28/11/2026.",
        },
    )

    def clean_op(self):
        on = self.cleaned_data["op"]
        if on > timezone.localdate():
            raise ValidationError("Die dag moet nog komen. Zeg het als het vervangen is.")
        if on.year < 2000:
            raise ValidationError("Dat is te lang geleden. Kijk het jaar na.")
        return on


class LicenceTextForm(forms.Form):
    text = forms.CharField(
        label="Wat een partner aanvaardt",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        error_messages={
            "required": "Schrijf wat een partner aanvaardt.",
            "max_length": "Schrijf hoogstens 20.000 tekens.",
        },
    )
    asks_again = forms.BooleanField(label="Vraag iedereen opnieuw te aanvaarden", required=False)


class EndingForm(forms.Form):
    why = forms.CharField(
        label="Waarom?",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Zeg waarom: de partner leest het.",
            "max_length": "Schrijf hoogstens 600 tekens.",
        },
    )

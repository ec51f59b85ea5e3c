"""What the desk writes to those of a stop."""

from django import forms

from brand.forms.fields import LineField
from roadshow.models import StopMail, StopPage
from roadshow.stop_mails import sending

NOBODY = "Zo krijgt niemand deze mail. Kies wie ze krijgt."


class StopMailForm(forms.Form):
    subject = LineField(
        label="Onderwerp",
        max_length=120,
        error_messages={
            "required": "Vul een onderwerp in.",
            "max_length": "Dit onderwerp telt %(show_value)d tekens. Hou het bij %(limit_value)d.",
        },
    )
    body = forms.CharField(
        label="Bericht",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Over deze halte. De aanspreking met de naam staat er al boven. Een lege regel"
        " begint een nieuwe alinea.",
        error_messages={
            "required": "Schrijf een bericht.",
            "max_length": "Dit bericht telt %(show_value)d tekens. Hou het bij %(limit_value)d.",
        },
    )
    groups = forms.MultipleChoiceField(
        label="Aan wie?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NOBODY},
    )

    def __init__(self, data=None, *, stop: StopPage):
        groups = [(one, one.label, len(sending.recipients(stop, [one]))) for one in StopMail.Group]
        usual = [
            one.value for one, _, number in groups if number and one != StopMail.Group.CANCELLED
        ]
        super().__init__(data, initial={"groups": usual})
        self.stop = stop
        self.fields["groups"].choices = [
            (one.value, f"{label} ({number})") for one, label, number in groups
        ]
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)

    def clean(self):
        said = super().clean()
        if said.get("groups") and not self.recipients:
            self.add_error("groups", NOBODY)
        return said

    @property
    def recipients(self):
        return sending.recipients(self.stop, self.cleaned_data.get("groups", []))

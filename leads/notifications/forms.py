"""What one wants to be told of, on the account page."""

from typing import Any

from django import forms

from brand.models import User
from leads.models import NotificationChoice
from leads.notifications import choices
from leads.notifications.choices import Kind, When


class NotificationForm(forms.ModelForm):
    class Meta:
        model = User
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = choices.choices_of(self.instance)
        for kind in Kind:
            options = [(when.value, when.label) for when in When]
            if kind in (Kind.DIGEST, Kind.WEEK):
                options = [(When.DAILY.value, "Mailen"), (When.NEVER.value, When.NEVER.label)]
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label,
                choices=options,
                initial=said[kind],
                required=False,
            )

    def save(self, commit: bool = True) -> User:
        for kind in NotificationChoice.Kind.values:
            if when := self.cleaned_data[kind]:
                choices.choose(self.instance, kind, when)
        return self.instance

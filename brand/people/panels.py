"""The user's own telephone number, on their account page."""

from django import forms
from wagtail.admin.views.account import BaseSettingsPanel

from brand.models import User


class TelephoneForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["phone"]
        help_texts = {"phone": "Staat bij je naam waar jij iemand om toestemming vraagt."}


class TelephonePanel(BaseSettingsPanel):
    name = "telephone"
    title = "Bereikbaar"
    order = 150
    form_class = TelephoneForm

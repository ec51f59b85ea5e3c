"""The user's own telephone number, on their account page."""

from django import forms
from wagtail.admin.views.account import BaseSettingsPanel

from brand.forms.fields import WrittenPhoneField
from brand.models import User


class TelephoneForm(forms.ModelForm):
    phone = WrittenPhoneField(
        label="Telefoon",
        max_length=40,
        required=False,
        help_text="Staat bij je naam waar jij iemand om toestemming vraagt.",
    )

    class Meta:
        model = User
        fields = ["phone"]


class TelephonePanel(BaseSettingsPanel):
    name = "telephone"
    title = "Bereikbaar"
    order = 150
    form_class = TelephoneForm

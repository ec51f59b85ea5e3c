"""One's own name and address in the back office; a new address counts after its link."""

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin import messages
from wagtail.admin.views import account
from wagtail.users.forms import UserEditForm

from brand.forms.fields import MailField, NameField
from brand.models import User
from brand.people import address

NO_PASSWORD = "Geef je wachtwoord om je adres te wijzigen."  # noqa: S105 - a sentence
WRONG = "Dit wachtwoord klopt niet."
LINK = "We mailen een link naar het nieuwe adres. Tot je die opent, blijft het oude gelden."
MAILED = "We mailden een link naar {}. Tot je die opent, geldt het oude adres, {}."
ONLY_THEMSELVES = "Alleen deze persoon zelf wijzigt dit adres, bij Account, met een link per mail."


class NameAddressForm(forms.ModelForm):
    """In the place of Wagtail's, which takes any address at its word."""

    first_name = NameField("Voornaam", max_length=150)
    last_name = NameField("Achternaam", max_length=150)
    email = MailField(label="E-mailadres", help_text=LINK)
    password = forms.CharField(
        label="Je wachtwoord",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Alleen nodig om je e-mailadres te wijzigen.",
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["email"] = self.instance.email

    @property
    def asks_for_another(self) -> bool:
        return self.cleaned_data.get("email", self.instance.email) != self.instance.email

    def clean(self):
        values = super().clean()
        if self.asks_for_another:
            typed = values.get("password", "")
            if not typed:
                self.add_error("password", NO_PASSWORD)
            elif not self.instance.check_password(typed):
                self.add_error("password", ValidationError(WRONG))
            elif not self.errors and not address.may_ask(self.instance, values["email"]):
                self.add_error("email", address.OFTEN)
        return values

    def save(self, commit=True):
        user = super().save(commit)
        if self.asks_for_another:
            new = self.cleaned_data["email"]
            address.ask(user, new)
            # Also where the address is taken: this does not reveal who has an account.
            messages.warning(self.request, MAILED.format(new, user.email))
        return user


class NameAddressPanel(account.NameEmailSettingsPanel):
    """In the place of Wagtail's, which says that all was changed."""

    form_class = NameAddressForm

    def get_form(self):
        form = super().get_form()
        form.request = self.request
        return form


def replace_panel() -> None:
    account.NameEmailSettingsPanel = NameAddressPanel


def keep_others_addresses() -> None:
    """Wagtail's screen of users, for the superuser: there too other users' addresses stay."""
    made = UserEditForm.__init__

    def __init__(self, *args, **kwargs):
        made(self, *args, **kwargs)
        if "email" in self.fields:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = ONLY_THEMSELVES

    UserEditForm.__init__ = __init__

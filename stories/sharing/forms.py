"""The forms for where a story went, and for taking a press kit."""

from urllib.parse import urlsplit

from django import forms

from brand.forms import AntiSpam, BrandForm
from brand.forms.fields import CompanyField, MailField, NameField

PLACES = {
    "linkedin.com": "LinkedIn",
    "facebook.com": "Facebook",
    "instagram.com": "Instagram",
    "youtube.com": "YouTube",
    "tiktok.com": "TikTok",
    "x.com": "X",
}
PAGE = "deelteksten"  # the one form of the sharing kit
LINK = "Plak het hele adres van het bericht, zoals https://www.linkedin.com/posts/…"


class SharedForm(BrandForm):
    """One link; where it leads to is read from it."""

    submit_label = ""
    required = {"url": LINK}
    channel = forms.ChoiceField(
        label="Kanaal", choices=[("", "Lees het uit het adres"), *((p, p) for p in PLACES.values()),
                                 ("Elders", "Elders")],
        required=False,
    )  # fmt: skip
    url = forms.URLField(label="Link naar het bericht", max_length=500, assume_scheme="https")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = PAGE
        self.fields["url"].error_messages["invalid"] = LINK
        self.fields["url"].widget.attrs["placeholder"] = "https://"

    @property
    def where(self) -> str:
        """What was chosen, else what the address says."""
        if chosen := self.cleaned_data["channel"]:
            return chosen
        host = (urlsplit(self.cleaned_data["url"]).hostname or "").removeprefix("www.")
        named = [name for domain, name in PLACES.items() if ("." + host).endswith("." + domain)]
        return named[0] if named else host


class PressKitForm(AntiSpam, BrandForm):
    """Who takes it along, and what for: no account, no password."""

    submit_label = "Download de persmap"
    required = {
        "name": "Vul uw naam in",
        "medium": "Vul in voor welk medium of welke organisatie u werkt",
        "email": "Vul een volledig e-mailadres in, zoals naam@krant.be",
        "purpose": "Vertel in enkele woorden waarvoor u het gebruikt",
    }
    name = NameField("Voornaam en naam", "name", max_length=50)
    medium = CompanyField("Medium of organisatie", "organization", max_length=50)
    email = MailField(
        label="E-mailadres",
        max_length=54,
        help_text="Alleen om u te verwittigen als iemand de toestemming intrekt.",
    )
    purpose = forms.CharField(label="Waarvoor gebruikt u het?", max_length=160)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["invalid"] = self.required["email"]

    @property
    def who(self) -> str:
        said = self.cleaned_data
        return f"{said['name']}, {said['medium']}, {said['email']}"

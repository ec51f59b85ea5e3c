"""The questions somebody answers on the own page; the words come from wording.toml."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from brand.forms import BrandForm, TickRows
from stories import uploading
from stories.answering import Answer
from stories.models import Consent
from stories.models.people import in_two_years

LONGEST = timedelta(days=3653)
LEVELS = Consent.NameLevel
NOTED = (Consent.Way.PAPER, Consent.Way.BEHALF)
PROOF_SIDE = 1600
TRUSTED = ("trusted_person", "trusted_contact")


class ConsentForm(BrandForm):
    """Two questions that stand apart, and nothing is ticked beforehand."""

    submit_label = ""
    taking = forms.ChoiceField(choices=[("ja", ""), ("nee", "")], widget=forms.RadioSelect)
    channels = forms.MultipleChoiceField(
        choices=Consent.Channel.choices, required=False, widget=TickRows
    )
    name_level = forms.ChoiceField(choices=LEVELS.choices, required=False, widget=forms.RadioSelect)
    other_name = forms.CharField(max_length=80, required=False)
    until = forms.DateField(
        required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    present = forms.CharField(max_length=160, required=False)
    trusted_person = forms.CharField(max_length=160, required=False)
    trusted_contact = forms.CharField(max_length=160, required=False)

    def __init__(self, *args, words: dict, **kwargs):
        self.words = words
        super().__init__(*args, **kwargs)
        self.initial.setdefault("until", in_two_years())
        for name, field in self.fields.items():
            field.label = words.get(name, field.label)
            field.silent_optional = True
            field.help_text = words.get(f"{name}_hint", field.help_text)
        for name in ("present", "trusted_person", "trusted_contact"):
            self._say_optional(name)
        self.fields["trusted_person"].help_text = words["trusted_hint"]
        self.fields["taking"].choices = [("ja", words["yes"]), ("nee", words["no"])]
        self.fields["taking"].error_messages["required"] = words["need_taking"]
        self._say_choices("channels", Consent.Channel)
        self._say_choices("name_level", LEVELS)

    def _say_optional(self, name: str) -> None:
        said = self.fields[name].label, self.words["optional"]
        self.fields[name].label = format_html('{} <span class="optional">{}</span>', *said)

    def _say_choices(self, name: str, choices) -> None:
        said = [(choice.value, self.words[choice.value.replace("-", "_")]) for choice in choices]
        self.fields[name].choices = said

    def clean_until(self):
        until = self.cleaned_data["until"]
        today = timezone.localdate()
        if until and until <= today:
            raise forms.ValidationError(self.words["need_later"])
        if until and until > today + LONGEST:
            raise forms.ValidationError(self.words["need_sooner"])
        return until

    def clean(self):
        said = super().clean()
        if said.get("name_level") == LEVELS.OTHER and not said.get("other_name", "").strip():
            self.add_error("other_name", self.words["need_other"])
        return said

    def answer(self) -> Answer:
        said = dict(self.cleaned_data)
        if not any(said[name] or self.initial.get(name) for name in TRUSTED):
            said |= dict.fromkeys(TRUSTED)  # what was not shown is not taken away
        return Answer(
            **{
                **said,
                "taking": said["taking"] == "ja",
                "channels": tuple(said["channels"]),
                "name_level": said["name_level"] or LEVELS.FIRST,
                "until": said["until"] or in_two_years(),
                "language": self.words["code"],
            }
        )


class RecordForm(ConsentForm):
    """The same questions, noted by a colleague: from a paper form, or in somebody's name."""

    way = forms.ChoiceField(label="Hoe", choices=[(way.value, way.label) for way in NOTED])
    proof = forms.FileField(
        label="Foto van het formulier",
        required=False,
        help_text="Alleen wie deze persoon mag zien, ziet dit formulier.",
        widget=forms.FileInput({"accept": "image/*", "capture": "environment"}),
    )
    reason = forms.CharField(
        label="Wie besliste, en waarom",
        max_length=300,
        required=False,
        help_text="Bijvoorbeeld: “Zijn moeder is bewindvoerder en tekende voor hem.”",
    )
    given_on = forms.DateField(
        label="Op welke dag",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_proof(self):
        file = self.cleaned_data.get("proof")
        return uploading.jpeg(file, PROOF_SIDE) if file else None

    def clean_given_on(self):
        day = self.cleaned_data["given_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("Deze dag moet nog komen.")
        return day

    def clean(self):
        said = super().clean()
        if said.get("way") == Consent.Way.PAPER and not said.get("proof") and "proof" in said:
            self.add_error("proof", "Neem een foto van het formulier.")
        if said.get("way") == Consent.Way.BEHALF and not said.get("reason"):
            self.add_error("reason", "Zeg wie dit besliste, en waarom.")
        return said

    def answer(self) -> Answer:
        self.cleaned_data.pop("proof", None)
        self.cleaned_data.pop("way", None)
        return super().answer()


def form_for(now: dict, words: dict, data=None) -> ConsentForm:
    """Empty when somebody is asked; afterwards as the person left it."""
    initial = {}
    if now["any"]:
        initial = {
            "taking": "ja" if now["taking"] else "nee",
            "channels": now["channels"],
            "name_level": now["name_level"],
            "other_name": now["other_name"],
            "until": now["until"] or in_two_years(),
            "present": now["present"],
            **{name: now[name] for name in TRUSTED},
        }
    return ConsentForm(data, words=words, initial=initial)


class RefusalForm(forms.Form):
    """The sentences and pictures that must go; only what really stands there can be ticked."""

    sentences = forms.MultipleChoiceField(required=False)
    pictures = forms.MultipleChoiceField(required=False)
    note = forms.CharField(max_length=300, required=False)

    def __init__(self, data, sentences: list[str], pictures: list):
        super().__init__(data)
        self.shown = {str(picture.pk): picture for picture in pictures}
        self.read = {str(number): text for number, text in enumerate(sentences)}
        self.fields["sentences"].choices = [(key, key) for key in self.read]
        self.fields["pictures"].choices = [(key, key) for key in self.shown]

    @property
    def says_something(self) -> bool:
        said = self.cleaned_data
        return bool(said["sentences"] or said["pictures"] or said["note"].strip())

    def refused(self) -> dict:
        said = self.cleaned_data
        return {
            "sentences": [self.read[key] for key in said["sentences"]],
            "pictures": [self.shown[key] for key in said["pictures"]],
            "note": said["note"],
        }

"""The questions on the person's own page; the texts come from wording.toml."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import override

from brand.dates.years import years_after
from brand.forms import BrandForm, TickRows, names
from brand.forms.fields import LineField
from brand.media import uploads
from brand.templatetags.brand_tags import icon
from stories.consent.recording import Answer
from stories.consent.wording import YEARS
from stories.gate import sentences as gate_sentences
from stories.models import Consent, ConsentReceipt
from stories.text.attachments import Attachment

AS_IT_IS = "zo"  # the end date of the earlier answer, when it is changed
LEVELS = Consent.NameLevel
NOTED = (Consent.Way.PAPER, Consent.Way.BEHALF)
PROOF_SIDE = 1600
LEGIBLE = (
    "Alles moet leesbaar zijn: de titel van het verhaal of de foto waarover het gaat, elk kruisje, "
    "de naam, de datum en de handtekening. Meer dan één blad? Leg ze naast elkaar op één foto. "
    "Zonder foto is er geen toestemming. Alleen wie deze persoon mag zien, ziet ze."
)
NO_PROOF = (
    "Neem een foto van het formulier.",
    "Neem een foto van de brief of het formulier waarmee dit beslist werd.",
)
TRUSTED = ("trusted_person", "trusted_contact")
Channel = Consent.Channel
PICTOGRAMS = {
    Channel.WEBSITE: "globe",
    Channel.NEWSLETTER: "mail",
    Channel.SOCIAL: "bubble",
    Channel.PRESS: "news",
}


def in_words(day: date, code: str) -> str:
    """A day in this language; in figures where Django does not know its months."""
    if code == "prs":
        return day.strftime("%d/%m/%Y")
    with override(code):
        return date_format(day, "j F Y")


def what_exists(pictures: list, films: bool) -> str:
    """The question about images that are there already; "" while none was made."""
    return "taking_film" if films else "taking_existing" if pictures else ""


class ConsentForm(BrandForm):
    """Two questions that stand apart, and nothing is ticked beforehand."""

    submit_label = ""
    has_pictograms = True
    taking = forms.ChoiceField(choices=[("ja", ""), ("nee", "")], widget=forms.RadioSelect)
    channels = forms.MultipleChoiceField(
        choices=Consent.Channel.choices, required=False, widget=TickRows
    )
    name_level = forms.ChoiceField(choices=LEVELS.choices, required=False, widget=forms.RadioSelect)
    other_name = LineField(max_length=80, required=False)
    years = forms.ChoiceField(
        choices=[(str(one), "") for one in YEARS], required=False, widget=forms.RadioSelect
    )
    present = LineField(max_length=160, required=False)
    trusted_person = LineField(max_length=160, required=False)
    trusted_contact = LineField(max_length=160, required=False)

    def __init__(self, *args, words: dict, person=None, exists="", **kwargs):
        """exists: what is asked of images that were made already, instead of about making them."""
        self.words, self.person, self.error_word = words, person, words["error"]
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = words.get(name, field.label)
            field.silent_optional = True
            field.help_text = words.get(f"{name}_hint", field.help_text)
        for name in ("present", "trusted_person", "trusted_contact"):
            self._say_optional(name)
        self.fields["trusted_person"].help_text = words["trusted_hint"]
        if exists:
            self.fields["taking"].label = words[exists]
        self.fields["taking"].choices = [("ja", words["yes"]), ("nee", words["no"])]
        self.fields["taking"].error_messages["required"] = words["need_taking"]
        self.fields["channels"].choices = [(one.value, self._channel(one)) for one in Channel]
        self.fields["name_level"].choices = [(one.value, self._level(one)) for one in LEVELS]
        self._say_years()

    @property
    def has_company(self) -> bool:
        """Whether something was filled in about who was there."""
        names = ("present", *TRUSTED)
        return any(self[name].value() for name in names) or any(self[name].errors for name in names)

    def _say_optional(self, name: str) -> None:
        said = self.fields[name].label, self.words["optional"]
        self.fields[name].label = format_html('{} <span class="optional">{}</span>', *said)

    def _channel(self, channel):
        """Where, and who sees it there."""
        name = channel.value.replace("-", "_")
        if not self.has_pictograms:
            return self.words[name]
        said = icon(PICTOGRAMS[channel]), self.words[name], self.words[f"{name}_who"]
        return format_html('{} <span>{}</span> <span class="asked__who">{}</span>', *said)

    def _level(self, level):
        """Each choice with the name exactly as it will stand."""
        shown = Consent(person=self.person, name_level=level).shown_name if self.person else ""
        if not shown:
            return self.words[level.value]
        return format_html(
            '{} <strong class="asked__name"><bdi>{}</bdi></strong>', self.words[level.value], shown
        )

    def _say_years(self) -> None:
        said = [(str(one), self.words[f"year_{one}"]) for one in YEARS]
        if until := self.initial.get("until"):
            day = in_words(until, self.words["code"])
            said.insert(0, (AS_IT_IS, self.words["years_same"].format(day=day)))
            self.initial.setdefault("years", AS_IT_IS)
        self.fields["years"].choices = said

    def _until(self, given_on: date) -> date:
        """Nothing chosen: the end that held, or the shortest."""
        years = self.cleaned_data["years"]
        if years == AS_IT_IS:
            return self.initial["until"]
        return years_after(given_on, int(years or YEARS[0]))

    def clean(self):
        said = super().clean()
        name = said.get("other_name", "")
        if said.get("name_level") == LEVELS.OTHER and not names.can_be_a_name(name):
            self.add_error("other_name", self.words["need_other"])
        return said

    def answer(self) -> Answer:
        said = dict(self.cleaned_data)
        said.pop("years")
        if not any(said[name] or self.initial.get(name) for name in TRUSTED):
            said |= dict.fromkeys(TRUSTED)  # what was not shown is not taken away
        return Answer(
            **{
                **said,
                "taking": said["taking"] == "ja",
                "channels": tuple(said["channels"]),
                "name_level": said["name_level"] or LEVELS.FIRST,
                "until": self._until(said.get("given_on") or timezone.localdate()),
                "language": self.words["code"],
            }
        )


class RecordForm(ConsentForm):
    """The same questions, recorded by a colleague: from a paper form, or on the person's behalf."""

    has_pictograms = False
    way = forms.ChoiceField(label="Hoe", choices=[(way.value, way.label) for way in NOTED])
    proof = forms.FileField(
        label="Foto van het formulier of de brief",
        required=False,
        help_text=LEGIBLE,
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
        return uploads.jpeg(file, PROOF_SIDE) if file else None

    def clean_given_on(self):
        day = self.cleaned_data["given_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("Deze dag moet nog komen.")
        return day

    def clean(self):
        said = super().clean()
        if not said.get("proof") and "proof" in said:
            self.add_error("proof", NO_PROOF[said.get("way") == Consent.Way.BEHALF])
        if said.get("way") == Consent.Way.BEHALF and not said.get("reason"):
            self.add_error("reason", "Zeg wie dit besliste, en waarom.")
        return said

    def answer(self) -> Answer:
        self.cleaned_data.pop("proof", None)
        self.cleaned_data.pop("way", None)
        return super().answer()


def form_for(now: dict, words: dict, data=None, *, person=None, exists="") -> ConsentForm:
    """Initial values: empty at first, afterwards the person's last answer."""
    initial = {}
    if now["any"]:
        initial = {
            "taking": "ja" if now["taking"] else "nee",
            "channels": now["channels"],
            "name_level": now["name_level"],
            "other_name": now["other_name"],
            "until": now["until"],
            "present": now["present"],
            **{name: now[name] for name in TRUSTED},
        }
    return ConsentForm(data, words=words, initial=initial, person=person, exists=exists)


def same_as(last: ConsentReceipt, language: str) -> Answer:
    """The answers of last time, for as long as then, counted from today."""
    term = last.until - last.given_on if last.until else None
    return Answer(
        taking=last.taking,
        channels=tuple(last.channels),
        name_level=last.name_level,
        other_name=last.other_name,
        until=timezone.localdate() + term if term else None,
        language=language,
    )


class RefusalForm(forms.Form):
    """The sentences, pictures and films that must go; only those in the story can be ticked."""

    sentences = forms.MultipleChoiceField(required=False)
    pictures = forms.MultipleChoiceField(required=False)
    films = forms.MultipleChoiceField(required=False)
    note = forms.CharField(max_length=300, required=False)

    def __init__(self, data, sentences: list[str], pictures: list, films: list[Attachment]):
        super().__init__(data)
        self.shown = {str(picture.pk): picture for picture in pictures}
        self.read = {gate_sentences.key(text): text for text in sentences}
        self.fields["sentences"].choices = [(key, key) for key in self.read]
        self.plays = {film.key: film for film in films}
        self.fields["pictures"].choices = [(key, key) for key in self.shown]
        self.fields["films"].choices = [(key, key) for key in self.plays]

    @property
    def says_something(self) -> bool:
        said = self.cleaned_data
        ticked = said["sentences"] or said["pictures"] or said["films"]
        return bool(ticked or said["note"].strip())

    def refused(self) -> dict:
        said = self.cleaned_data
        return {
            "sentences": [self.read[key] for key in said["sentences"]],
            "pictures": [self.shown[key] for key in said["pictures"]],
            "films": [self.plays[key] for key in said["films"]],
            "note": said["note"],
        }

"""The form for contributors without an account, on a phone."""

from django import forms
from django.core.exceptions import ValidationError

from brand.forms import BrandForm
from brand.forms.fields import LineField
from brand.media import uploads
from stories.contributions.contribution import LONGEST_SIDE


class StoryForm(BrandForm):
    """Only a title and what happened are needed, and only when it is handed in."""

    submit_label = ""
    title = LineField(
        label="Hoe heet uw verhaal?",
        max_length=120,
        help_text="Een korte zin. Bijvoorbeeld: “Karim kent elke doos”.",
    )
    what = forms.CharField(
        label="Wat gebeurde er?",
        max_length=6000,
        widget=forms.Textarea({"rows": "8"}),
        help_text="Vertel het zoals u het aan een vriend vertelt. Korte zinnen zijn goed.",
    )
    quote = LineField(label="Eén zin die u zei of hoorde", max_length=140, required=False)
    picture = forms.FileField(
        label="Foto",
        required=False,
        help_text=(
            f"Hoogstens {uploads.MEGABYTES} MB. "
            "Waar en wanneer de foto gemaakt is, halen wij eruit."
        ),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/avif,image/heic"}),
    )
    alt = LineField(
        label="Wat is er op de foto te zien?",
        max_length=160,
        required=False,
        help_text="Voor wie de foto niet ziet. Bijvoorbeeld: “Karim lacht en tilt een broodkrat”.",
    )
    who = LineField(
        label="Wie staat erop?",
        max_length=300,
        required=False,
        help_text="Namen. Wij vragen hun eerst of het mag.",
    )
    required = {
        "title": "Geef uw verhaal een naam",
        "what": "Vertel wat er gebeurde",
    }

    def __init__(self, *args, too_large=False, has_picture=False, is_finished=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.too_large, self.has_picture = too_large, has_picture
        if not is_finished:  # kept for later: nothing is needed yet
            for field in self.fields.values():
                field.required = False

    def clean_picture(self):
        """The picture as it may be kept: small, upright, without metadata."""
        if self.too_large:
            raise ValidationError(uploads.TOO_LARGE)
        file = self.cleaned_data.get("picture")
        return uploads.jpeg(file, LONGEST_SIDE) if file else None

    def clean(self):
        said = super().clean()
        shows = said.get("picture") or self.has_picture
        if shows and self.fields["title"].required and not said.get("alt"):
            self.add_error("alt", "Zeg wat er op de foto te zien is")
        return said

    def kept(self) -> dict:
        """What was typed, also where a field was refused: cut to what fits."""
        kept = {}
        for name in ("title", "what", "quote", "alt", "who"):
            typed = self.cleaned_data.get(name, self.data.get(self.add_prefix(name), ""))
            kept[name] = typed.replace("\x00", "")[: self.fields[name].max_length].strip()
        return kept

"""What is asked and refused wherever a picture or a document is added."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from brand import gating
from brand.media import documents, metadata

ALT = (
    "Vertel wat er op de foto gebeurt, voor wie ze niet ziet. "
    "Zoals: “Karim lacht en tilt een broodkrat”."
)
NO_PICTURE = (
    "Dit bestand kunnen we niet als foto openen. Bewaar ze als JPEG of PNG en probeer opnieuw."
)
IS_A_PICTURE = (
    "Dit bestand is een foto. Voeg ze toe bij Beelden: daar gaat weg waar en wanneer ze genomen is."
)


class PictureField(WagtailImageField):
    """Asks how large a picture is before it opens it; a broken file is refused with a sentence."""

    def to_python(self, data):
        try:
            if data not in self.empty_values:
                metadata.check_size(data)
            with metadata.opening():
                return super().to_python(data)
        except metadata.PictureTooLarge as trouble:
            raise ValidationError(str(trouble)) from trouble
        except metadata.UnreadablePicture as trouble:
            raise ValidationError(NO_PICTURE) from trouble


class HeldForm:
    """A picture or document that was reviewed and approved does not change."""

    words: tuple[str, ...] = ()  # the fields that visitors read with it

    def __init__(self, *args, user=None, **kwargs):
        self.user = user
        super().__init__(*args, user=user, **kwargs)

    def clean(self):
        cleaned = super().clean()
        changed = {"file", *self.words}.intersection(self.changed_data, self.cleaned_data)
        for name in sorted(changed) if self.instance.pk else ():
            if why := self._why_it_stays(name):
                self.add_error(name, why)
        return cleaned

    def _why_it_stays(self, name: str) -> str:
        if name == "file":
            return gating.file_lock_reason(self.instance)
        said = {name: self.cleaned_data[name]}
        return gating.words_lock_reason(self.instance, self.user, said)


class PictureForm(HeldForm, BaseImageForm):
    """Alternative text is asked at once; metadata never reaches the store.

    Wagtail keeps an upload aside while something is still to be filled in: that file too is
    written again first.
    """

    words = ("alt", "credit")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("alt"):
            field.required = True
            field.error_messages["required"] = ALT
        if given := self.fields.get("file"):
            field = PictureField(label=given.label, required=given.required, widget=given.widget)
            field.error_messages["invalid_image"] = NO_PICTURE
            self.fields["file"] = field

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if "file" in self.changed_data:
            make_bare(upload)
        return upload


class BareAvatarForm(AvatarPreferencesForm):
    """A user's own portrait in the back office is a picture too."""

    def clean_avatar(self):
        upload = self.cleaned_data.get("avatar")
        if isinstance(upload, UploadedFile):
            make_bare(upload)
        return super().clean_avatar()


class DocumentForm(HeldForm, BaseDocumentForm):
    """A photo under another name belongs among the pictures; all else is what its name says."""

    words = ("title",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields and self.instance.pk:
            self.fields["file"].help_text = gating.deletion_lock_reason(self.instance)

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if "file" in self.changed_data and is_picture(upload):
            raise ValidationError(IS_A_PICTURE)
        if "file" in self.changed_data:
            try:
                documents.make_bare(upload)
            except documents.UnreadableDocument as trouble:
                raise ValidationError(str(trouble)) from trouble
        return upload


def is_picture(file) -> bool:
    file.seek(0)
    try:
        with metadata.opening():
            Image.open(file)
    except metadata.PictureTooLarge:
        return True
    except metadata.UnreadablePicture:
        return False
    finally:
        file.seek(0)
    return True


def make_bare(upload) -> None:
    """Write an upload again without metadata, or refuse it with a sentence."""
    try:
        metadata.make_bare(upload)
    except metadata.PictureTooLarge as trouble:
        raise ValidationError(str(trouble)) from trouble
    except metadata.UnreadablePicture as trouble:
        raise ValidationError(NO_PICTURE) from trouble

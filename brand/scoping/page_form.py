"""Which files may be put on a page: those of the user's own partner."""

from django.forms import ModelChoiceField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamValue

from brand.scoping.readable import choosable, is_file

FOREIGN = "Kies een beeld of bestand uit jullie eigen map."


class OwnFilesMixin:
    """Wagtail's choosers show one's own files only, but take any number that is sent back.

    Files already on the page stay.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.for_user is None:
            return
        for name, field in self.fields.items():
            if isinstance(field, ModelChoiceField) and is_file(field.queryset.model):
                there = field.queryset.filter(pk=getattr(self.instance, f"{name}_id", None))
                field.queryset = choosable(field.queryset, self.for_user) | there

    def clean(self):
        values = super().clean()
        for name, value in list(values.items()):  # add_error() takes from them
            there = getattr(self.instance, name, None)
            if self.for_user and adds_foreign(value, there, self.for_user):
                self.add_error(name, FOREIGN)
        return values


class OwnFilesForm(OwnFilesMixin, WagtailAdminPageForm):
    """Of a page."""


def adds_foreign(value, there, user) -> bool:
    """Whether these blocks bring in a file of another partner that was not `there` yet."""
    if not isinstance(value, StreamValue):
        return False
    added = _files_in(value) - _files_in(there)
    return any(not choosable(model.objects.filter(pk=pk), user).exists() for model, pk in added)


def _files_in(value: StreamValue) -> set[tuple[type, str]]:
    return {
        (model, pk)
        for model, pk, *_ in value.stream_block.extract_references(value)
        if is_file(model)
    }

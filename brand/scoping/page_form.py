"""Which files may be put on a page: those of the user's own partner."""

from django.forms import ModelChoiceField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamValue

from brand.scoping.readable import choosable, is_file

FOREIGN = "Kies een beeld of bestand uit jullie eigen map."


class OwnFilesForm(WagtailAdminPageForm):
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
            if self.for_user and isinstance(value, StreamValue) and self._has_foreign(name, value):
                self.add_error(name, FOREIGN)
        return values

    def _has_foreign(self, name: str, value: StreamValue) -> bool:
        added = _files_in(value) - _files_in(getattr(self.instance, name))
        return any(
            not choosable(model.objects.filter(pk=pk), self.for_user).exists()
            for model, pk in added
        )


def _files_in(value: StreamValue) -> set[tuple[type, str]]:
    return {
        (model, pk)
        for model, pk, *_ in value.stream_block.extract_references(value)
        if is_file(model)
    }

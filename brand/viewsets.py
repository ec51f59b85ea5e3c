"""Admin screens on which everybody sees only what `visible_to(user)` gives.

Wagtail's generic views check model permissions, not which rows: with these, a foreign row
looks exactly like a missing one, in every view of a viewset, its forms, choosers, exports
and bulk actions.
"""

from django.core.exceptions import ObjectDoesNotExist
from django.forms import ModelChoiceField
from django.http import Http404
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from brand.files import choosable, is_file


def is_number(text) -> bool:
    """Whether this can be a row's; SQLite compares with no more than 18 digits."""
    return str(text).isdecimal() and len(str(text)) < 19


def scoped(queryset, user):
    """The rows of this set that the user may see; models without a scope are shared facts."""
    return queryset.visible_to(user) if hasattr(queryset, "visible_to") else queryset


class ScopedMixin:
    """Goes before one of Wagtail's generic views, in whatever way that view finds its rows."""

    def get_base_queryset(self):
        queryset = super().get_base_queryset()
        return scoped(queryset, self.request.user) if queryset.model is self.model else queryset

    def get_base_object_queryset(self):
        return scoped(super().get_base_object_queryset(), self.request.user)

    def get_object(self, *args, **kwargs):
        found = super().get_object(*args, **kwargs)
        if found.pk and not (
            scoped(self.model._default_manager.all(), self.request.user)
            .filter(pk=found.pk)
            .exists()
        ):
            raise Http404
        return found

    def get_form(self, *args, **kwargs):
        form = super().get_form(*args, **kwargs)
        scope_choices(form, self.request.user)
        return form


def scope_choices(form, user):
    """Related rows to choose from are the visible ones; another's number is no valid choice.

    A file that stands there already stays, whoever put it there.
    """
    for name, field in form.fields.items():
        if not isinstance(field, ModelChoiceField) or field.queryset is None:
            continue
        if is_file(field.queryset.model):
            there = field.queryset.filter(pk=form.initial.get(name))
            field.queryset = choosable(field.queryset, user) | there
        else:
            field.queryset = scoped(field.queryset, user)


class ScopedViewSet(ModelViewSet):
    """A model's screens in the back office, each held to `visible_to(user)`."""

    copy_view_enabled = False
    add_to_reference_index = True

    def construct_view(self, view_class, **kwargs):
        return super().construct_view(
            type(view_class.__name__, (ScopedMixin, view_class), {"__module__": __name__}), **kwargs
        )


class ScopedChooseMixin:
    def get_object_list(self):
        return scoped(super().get_object_list(), self.request.user)


class ScopedChosenMixin:
    def get_object(self, pk):
        visible = scoped(self.model_class.objects.all(), self.request.user)
        found = visible.filter(pk=pk).first() if is_number(pk) else None
        if found is None:
            raise ObjectDoesNotExist
        return found

    def get_objects(self, pks):
        return scoped(super().get_objects(filter(is_number, pks)), self.request.user)


class ScopedChooserViewSet(ChooserViewSet):
    """A chooser in which only visible rows can be found and chosen."""

    def construct_view(self, view_class, **kwargs):
        mixin = ScopedChooseMixin if hasattr(view_class, "get_object_list") else ScopedChosenMixin
        return super().construct_view(
            type(view_class.__name__, (mixin, view_class), {"__module__": __name__}), **kwargs
        )


class ScopedBulkActionMixin:
    """Before a bulk action: "all" means all visible rows, and a foreign id is no row at all."""

    def get_all_objects_in_listing_query(self, parent_id):
        return scoped(self.model._default_manager.all(), self.request.user).values_list(
            "pk", flat=True
        )

    def get_actionable_objects(self):
        asked = self.request.GET.getlist("id")
        visible = scoped(self.model._default_manager.all(), self.request.user)
        if "all" not in asked:
            visible = visible.filter(pk__in=filter(is_number, asked))
        return list(visible), {"items_with_no_access": []}

"""Admin screens limited to what `visible_to(user)` gives.

Wagtail's generic views check model permissions, not which rows: with these, a foreign row
looks exactly like a missing one, in every view of a viewset, its forms, choosers, exports
and bulk actions.
"""

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.forms import ModelChoiceField
from django.http import Http404
from django.utils.functional import cached_property
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from brand import scoping
from brand.forms import conflicts
from brand.models import Organisation
from brand.queries.counting import CappedPaginator
from brand.scoping.readable import choosable, is_file
from brand.search import typed
from brand.text import row_number, row_numbers

VERBS = {"view", "add", "change", "delete"}


def scoped(queryset, user, verb="view"):
    """The rows of this set on which the user has that right; unscoped models are shared facts.

    Right and row are asked together: a right that a role gives at one partner says nothing about
    the rows of another (see brand/scoping).
    """
    if not hasattr(queryset, "visible_to"):
        return queryset
    right = scoping.right_on(queryset.model, verb)
    return queryset.visible_to(user, right) if right else queryset.visible_to(user)


class ScopedMixin:
    """Goes before one of Wagtail's generic views, in whatever way that view finds its rows.

    The right that is asked of a row is the one that the view asks of the person.
    """

    @property
    def _verb(self) -> str:
        wanted = getattr(self, "permission_required", None)
        return wanted if wanted in VERBS else "view"

    def get_base_queryset(self):
        queryset = super().get_base_queryset()
        if queryset.model is not self.model:
            return queryset
        return scoped(queryset, self.request.user, self._verb)

    def get_base_object_queryset(self):
        return scoped(super().get_base_object_queryset(), self.request.user, self._verb)

    def get_object(self, *args, **kwargs):
        found = super().get_object(*args, **kwargs)
        rows = self.model._default_manager.all()
        visible = scoped(rows, self.request.user, self._verb)
        if found.pk and not visible.filter(pk=found.pk).exists():
            raise Http404
        return found

    def get_form(self, *args, **kwargs):
        form = super().get_form(*args, **kwargs)
        scope_choices(form, self.request.user, scoping.right_on(self.model, self._verb))
        return form


class ScopedIndexMixin(ScopedMixin):
    """A list shows more than may be changed; beside a row stands only what can be done with it."""

    paginator_class = CappedPaginator

    def get(self, request, *args, **kwargs):
        """An export needs the rows and no page around them, which would hold all rows at once."""
        if self.is_export:
            return self.as_spreadsheet(self.get_queryset(), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def search_queryset(self, queryset):
        if not self.search_fields:  # this list knows how
            return super().search_queryset(queryset)
        if not self.is_searching:
            return queryset
        return typed.matching(queryset, self.search_query, *self.search_fields)

    def get_edit_url(self, instance):
        return super().get_edit_url(instance) if self.is_open(instance, "change") else None

    def get_delete_url(self, instance):
        return super().get_delete_url(instance) if self.is_open(instance, "delete") else None

    def is_open(self, instance, verb: str) -> bool:
        if hasattr(super(), "is_open"):  # this list knows better
            return super().is_open(instance, verb)
        if verb not in self._open_rows:
            self._open_rows[verb] = self._open(verb)
        found = self._open_rows[verb]
        return found is None or instance.pk in found

    @cached_property
    def _open_rows(self) -> dict:
        return {}

    def _open(self, verb: str) -> set | None:
        """The rows on which this can be done; None when it is all that the list can show."""
        user, model = self.request.user, self.model
        seen, wanted = (scoping.right_on(model, one) for one in ("view", verb))
        if wanted is None or scoping.is_everywhere(user, wanted):
            return None
        if seen and scoping.organisation_ids(user, seen) == scoping.organisation_ids(user, wanted):
            return None
        rows = scoped(model._default_manager.all(), user, verb)
        return set(rows.values_list("pk", flat=True))


def scope_choices(form, user, right=None):
    """Related rows to choose from are the visible ones; another's number is no valid choice.

    A partner can be chosen where the user has the right that the form is for. A file that is there
    already stays.
    """
    for name, field in form.fields.items():
        if not isinstance(field, ModelChoiceField) or field.queryset is None:
            continue
        if is_file(field.queryset.model):
            there = field.queryset.filter(pk=form.initial.get(name))
            field.queryset = choosable(field.queryset, user) | there
        elif field.queryset.model is Organisation:
            field.queryset = field.queryset.visible_to(user, right)
        else:
            field.queryset = scoped(field.queryset, user)


class ScopedViewSet(ModelViewSet):
    """A model's screens in the back office, each held to `visible_to(user)`."""

    copy_view_enabled = False
    add_to_reference_index = True
    index_results_template_name = "brand/scoping/index_results.html"
    nothing_yet = ""  # what an empty list says

    def construct_view(self, view_class, **kwargs):
        fields = {"__module__": __name__}
        if issubclass(view_class, IndexView):
            mixin, fields["nothing_yet"] = ScopedIndexMixin, self.nothing_yet
        else:
            mixin = ScopedMixin
        scoped_view = type(view_class.__name__, (mixin, view_class), fields)
        return super().construct_view(scoped_view, **kwargs)


class LockedEditMixin:
    """Goes before an edit view with a ConflictMixin in its form: it looks and saves alone."""

    def post(self, request, *args, **kwargs):
        with transaction.atomic():
            conflicts.lock(self.get_object())
            self.object = self.get_object()
            return super().post(request, *args, **kwargs)


class ScopedChooseMixin:
    def get_object_list(self):
        return scoped(super().get_object_list(), self.request.user)


class ScopedChosenMixin:
    def get_object(self, pk):
        visible = scoped(self.model_class.objects.all(), self.request.user)
        found = visible.filter(pk=row_number(pk)).first()
        if found is None:
            raise ObjectDoesNotExist
        return found

    def get_objects(self, pks):
        return scoped(super().get_objects(row_numbers(pks)), self.request.user)


class ScopedChooserViewSet(ChooserViewSet):
    """A chooser in which only visible rows can be found and chosen."""

    def construct_view(self, view_class, **kwargs):
        mixin = ScopedChooseMixin if hasattr(view_class, "get_object_list") else ScopedChosenMixin
        return super().construct_view(
            type(view_class.__name__, (mixin, view_class), {"__module__": __name__}), **kwargs
        )


class ScopedBulkActionMixin:
    """Before a bulk action: "all" means all such rows, and a foreign id is no row at all."""

    verb = "change"

    def _rows(self):
        return scoped(self.model._default_manager.all(), self.request.user, self.verb)

    def get_all_objects_in_listing_query(self, parent_id):
        return self._rows().values_list("pk", flat=True)

    def get_actionable_objects(self):
        asked = self.request.GET.getlist("id")
        visible = self._rows()
        if "all" not in asked:
            visible = visible.filter(pk__in=row_numbers(asked))
        return list(visible), {"items_with_no_access": []}

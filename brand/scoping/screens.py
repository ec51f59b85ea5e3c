"""Rows named by number or by tag in Wagtail's own screens, limited to what the user may read.

Its choosers show any number found in a form or an address, and its tags are shared by all users.
Wagtail passes no user there: so the user of the current request is kept while it is answered.
"""

from contextvars import ContextVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.http import JsonResponse
from taggit.models import Tag, TaggedItem
from wagtail.admin import filters
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.generic.chooser import ChosenMultipleViewMixin
from wagtail.admin.views.tags import TAGS_AUTOCOMPLETE_LIMIT
from wagtail.admin.widgets import BaseChooser
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.views import chooser as image_chooser
from wagtail.models import Page

from brand.scoping.readable import is_file, readable, readable_files
from brand.text import row_number, row_numbers

HIDDEN = "Van een andere partner"
BLANK = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="

answered: ContextVar = ContextVar("whose request is answered in the back office", default=None)


def reader():
    """The current user, where that matters; None for the federation and outside a request."""
    user = answered.get()
    if user is None or not user.is_authenticated or user.is_federation:
        return None
    return user


# Choosers ---------------------------------------------------------------------------------------

NO_ROW = "0"
_value_from_form = BaseChooser.value_from_datadict
_value_data = BaseChooser.get_value_data


def value_from_form(chooser, data, files, name):
    """What can be no row's number is that of no row: the field then says so, in a sentence.

    Wagtail looks up whatever was sent, to draw the form again.
    """
    value = _value_from_form(chooser, data, files, name)
    return value if value is None or row_number(value) else NO_ROW


def value_data(chooser, value):
    """The number stays, so that saving changes nothing; what it is of is not said."""
    user, instance = reader(), chooser.get_instance(value)
    if user is None or instance is None or _may_read(user, instance):
        return _value_data(chooser, value)
    told = {"id": instance.pk, "edit_url": None, chooser.display_title_key: HIDDEN}
    if is_file(type(instance)):
        told |= {"preview": {"url": BLANK, "width": 1, "height": 1}, "default_alt_text": ""}
    return told


def chosen_multiple(view, request):
    """Replaces Wagtail's: it takes any text for a row."""
    chosen = view.get_objects(row_numbers(request.GET.getlist("id")))
    return view.get_multiple_chosen_response(chosen)


def _may_read(user, instance) -> bool:
    model = Page if isinstance(instance, Page) else type(instance)
    if model is Page or is_file(model):
        return readable(model, user).filter(pk=instance.pk).exists()
    rows = model._default_manager.all()
    return not hasattr(rows, "visible_to") or rows.visible_to(user).filter(pk=instance.pk).exists()


# Tags -------------------------------------------------------------------------------------------


def own_tags(user):
    """The tags of files this user works with."""
    items = TaggedItem.objects.none()
    for model in (get_image_model(), get_document_model()):
        kind = ContentType.objects.get_for_model(model)
        own = readable_files(model, user).values("pk")
        items |= TaggedItem.objects.filter(content_type=kind, object_id__in=own)
    return Tag.objects.filter(pk__in=items.values("tag"))


_popular_tags = filters.popular_tags_for_model


def popular_tags(model, count=10):
    user = reader()
    if user is None:
        return _popular_tags(model, count)
    kind = ContentType.objects.get_for_model(model)
    items = TaggedItem.objects.filter(
        content_type=kind, object_id__in=readable_files(model, user).values("pk")
    )
    tags = Tag.objects.filter(taggit_taggeditem_items__in=items)
    tags = tags.annotate(item_count=Count("taggit_taggeditem_items"))
    return tags.order_by("-item_count", "name")[:count]


@require_admin_access
def tag_autocomplete(request, **named):
    """Replaces Wagtail's tag autocomplete: only the user's own tags."""
    term = request.GET.get("term", "")
    tags = Tag.objects.all() if request.user.is_federation else own_tags(request.user)
    found = tags.filter(name__istartswith=term).order_by("name") if term else tags.none()
    return JsonResponse(
        list(found.values_list("name", flat=True)[:TAGS_AUTOCOMPLETE_LIMIT]), safe=False
    )


def install() -> None:
    """Replace Wagtail's; called once, by brand/wagtail_hooks.py."""
    BaseChooser.value_from_datadict = value_from_form
    BaseChooser.get_value_data = value_data
    ChosenMultipleViewMixin.get = chosen_multiple
    filters.popular_tags_for_model = popular_tags
    image_chooser.popular_tags_for_model = popular_tags

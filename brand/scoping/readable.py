"""What a user may read and use in Wagtail's own screens; all other rows look missing.

The folder of a picture or document decides who may use it.
"""

from django.db.models import Q, QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry


def readable(model: type, user) -> QuerySet:
    """Pages that visitors read too or that one works on; files in one's own folders."""
    return readable_pages(user) if model is Page else readable_files(model, user)


def readable_pages(user) -> QuerySet:
    own = policy_registry.get_by_type(Page).explorable_instances(user)
    return Page.objects.filter(Q(pk__in=own.values("pk")) | Q(live=True))


def readable_files(model: type, user) -> QuerySet:
    policy = policy_registry.get_by_type(model)
    own = policy.instances_user_has_any_permission_for(user, ["choose", "change", "delete"])
    return model.objects.filter(pk__in=own.values("pk"))


def is_file(model: type) -> bool:
    return model in (get_image_model(), get_document_model())


def choosable(files: QuerySet, user) -> QuerySet:
    """Files of this query set that the user may put on a page."""
    policy = policy_registry.get_by_type(files.model)
    return files.filter(
        pk__in=policy.instances_user_has_any_permission_for(user, ["choose"]).values("pk")
    )

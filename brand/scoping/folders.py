"""Pictures and documents stand in folders; who may use one, its folder says."""

from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry


def is_file(model: type) -> bool:
    return model in (get_image_model(), get_document_model())


def choosable(files, user):
    """Those of this set that the user may put somewhere."""
    policy = policy_registry.get_by_type(files.model)
    return files.filter(
        pk__in=policy.instances_user_has_any_permission_for(user, ["choose"]).values("pk")
    )

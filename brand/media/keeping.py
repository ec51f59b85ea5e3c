"""A document that a story needs is not deleted in the back office, by none of Wagtail's screens."""

from wagtail.documents import get_document_model
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import register_permission_policy

from brand import gating


class NeededStays(CollectionOwnershipPermissionPolicy):
    """Wagtail's own policy, but for what a room still needs."""

    def user_has_permission_for_instance(self, user, action, instance):
        may = super().user_has_permission_for_instance(user, action, instance)
        return may and not (action == "delete" and gating.deletion_lock_reason(instance))


def keep_needed_documents() -> None:
    """In the place of Wagtail's own, registered later; called by brand/wagtail_hooks.py."""
    model = get_document_model()
    policy = NeededStays(model, auth_model=model, owner_field_name="uploaded_by_user")
    register_permission_policy(model, policy, exact_class=True)

"""Pages of which Wagtail's copies are drafts, and of which there are no aliases.

Wagtail copies a branch without validating the pages below the one that was chosen. It hands each
copy and alias over in `copy_all_child_relations()`: what must hold for all of them stands here.
"""

from itertools import count
from typing import Any

from django.utils.text import slugify
from wagtail.admin.forms.pages import CopyForm

from brand import gating

NO_ALIAS = gating.Obstacle(
    "Van deze pagina kan je geen alias maken: ze zou op twee adressen staan. Maak een kopie."
)
PUBLISHED = {"live_revision", "first_published_at", "last_published_at"}
UNSEEN = {
    "live": False,
    "has_unpublished_changes": True,
    "live_revision": None,
    "first_published_at": None,
    "last_published_at": None,
    "go_live_at": None,
    "expire_at": None,
    "expired": False,
}


class DraftCopyForm(CopyForm):
    """Wagtail's form without publishing what nobody has looked at, and without an alias."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)
        self.fields["new_slug"].initial = self.page.specific.slug_of_copy()

    def clean_new_slug(self) -> str:
        return self.page.specific.plain_slug(self.cleaned_data["new_slug"])


class CopiedAsDraft:
    """Goes before a page."""

    copy_form_class = DraftCopyForm

    def copy_all_child_relations(self, target: Any, *args: Any, **kwargs: Any) -> Any:
        if target._state.adding:
            if target.alias_of_id:
                raise gating.PublicationRefused(self, [NO_ALIAS])
            self.prepare_copy(target)
        return super().copy_all_child_relations(target, *args, **kwargs)

    def prepare_copy(self, target: Any) -> None:
        for name, value in UNSEEN.items():
            setattr(target, name, value)
        target.slug = target.plain_slug(target.slug)

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        # The last step of Wagtail's copying "with publication" is for a page that is live.
        if update_fields and set(update_fields) == PUBLISHED and not self.live:
            for name in PUBLISHED:
                setattr(self, name, None)
        super().save(*args, update_fields=update_fields, **kwargs)

    @staticmethod
    def plain_slug(slug: str) -> str:
        return slugify(slug) or slugify(slug, allow_unicode=True)

    def slug_of_copy(self) -> str:
        """Its own slug with the first number that makes it free."""
        numbered = (f"{self.slug}-{number}" for number in count(2))
        return next(slug for slug in numbered if self._slug_is_available(slug, self.get_parent()))

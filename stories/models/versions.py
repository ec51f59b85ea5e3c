"""A story as one of its versions: in which language, beside which others, and gone with them."""

from django.db.models import UUIDField
from django.utils.functional import cached_property

from brand.queries.prepared import prepared
from stories.gate import versions as gate_versions
from stories.text import languages


class InLanguages:
    """Goes before the page it is mixed into."""

    @property
    def language(self) -> str:
        """nl, fr or en."""
        return languages.short(self.locale.language_code) if self.locale_id else languages.DUTCH

    @property
    def language_code(self) -> str:
        """As Django calls it: nl-be, fr or en."""
        return languages.CODES[self.language]

    @property
    def language_tag(self) -> str:
        """As HTML writes it: nl-BE, fr or en."""
        return languages.tag(self.language_code)

    @property
    def own_language_name(self) -> str:
        return languages.OWN_NAMES[self.language]

    @cached_property
    def versions_shown(self) -> list:
        """The languages in which visitors may read it now; nothing when that is one only."""
        versions = _shown_of(type(self), key=self.translation_key) if self.pk else []
        return versions if len(versions) > 1 else []

    def get_admin_display_title(self):
        title = super().get_admin_display_title()
        other = self.language != languages.DUTCH
        return f"{title} ({languages.NAMES[self.language]})" if other else title

    def publish(self, revision, *args, **kwargs):
        returns = not type(self).objects.live().filter(pk=self.pk).exists()
        published = super().publish(revision, *args, **kwargs)
        gate_versions.publish_along(self, returns=returns)
        return published

    def unpublish(self, *args, log_action=True, user=None, **kwargs):
        super().unpublish(*args, log_action=log_action, user=user, **kwargs)
        gate_versions.unpublish_along(self, log_action=log_action, user=user)

    def delete(self, *args, **kwargs):
        gate_versions.unpublish_along(self)
        return super().delete(*args, **kwargs)


@prepared(key=UUIDField())
def _shown_of(kind, key):
    """What visitors may see of one story, Dutch first."""
    versions = kind.objects.filter(translation_key=key).shown()
    return languages.dutch_first(versions).defer("body", "search_words")

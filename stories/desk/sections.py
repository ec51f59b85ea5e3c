"""A partner's own place among the stories."""

from brand import permissions
from brand.models import Organisation
from stories.models import PartnerSectionPage, StoryIndexPage


def open_section(organisation: Organisation) -> PartnerSectionPage | None:
    """The section in which this partner's marketers write; made where missing.

    The federation has none: it edits everywhere. None too while there is no index page.
    """
    if organisation.is_federation:
        return None
    section = PartnerSectionPage.objects.filter(organisation=organisation).first()
    if section is None:
        index = StoryIndexPage.objects.first()
        if index is None:
            return None
        section = PartnerSectionPage(
            title=organisation.name, slug=organisation.slug, organisation=organisation
        )
        index.add_child(instance=section)
        section.save_revision().publish()
    permissions.allow_section(organisation, section)
    return section

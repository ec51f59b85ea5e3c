from stories.models.people import Consent, PortrayedPerson  # isort: skip
from stories.models.pages import PartnerSectionPage, StoryIndexPage
from stories.models.stories import StoryPage, StoryPicture, StoryPortrayal

__all__ = [
    "Consent",
    "PartnerSectionPage",
    "PortrayedPerson",
    "StoryIndexPage",
    "StoryPage",
    "StoryPicture",
    "StoryPortrayal",
]

"""Mail to portrayed people that their story is online, with a link to their own page."""

from datetime import timedelta

from django.utils import timezone

from brand import mail
from stories.consent import requests
from stories.models import StoryPage, StoryPortrayal
from stories.text.languages import DUTCH

LATELY = timedelta(days=2)  # what went live before this was installed is no news


def tell_those_shown() -> int:
    """Of what went live for the first time, once each. How many people."""
    since = timezone.now() - LATELY
    stories = StoryPage.objects.shown().in_language(DUTCH).filter(first_published_at__gte=since)
    shown = StoryPortrayal.objects.filter(story__in=stories).exclude(person__email="")
    for row in shown.select_related("person"):
        requests.own_link(row.person)  # so that the mail has one to name
        mail.post("stories.emails.went_live", f"{row.story_id}-{row.person_id}", once="1")
    return len(shown)

from django.urls import path

from stories import consent_views, contributing_views
from stories.feeds import StoryFeed

urlpatterns = [
    path("verhalen/feed.atom", StoryFeed(), name="story_feed"),
    *consent_views.urlpatterns,
    *contributing_views.urlpatterns,
]

from django.urls import path

from stories import consent_views, contributing_views, erasing_views, press_views
from stories.feeds import StoryFeed
from stories.json_feed import json_feed

urlpatterns = [
    path("verhalen/feed.atom", StoryFeed(), name="story_feed"),
    path("verhalen/feed.json", json_feed, name="story_json_feed"),
    path("pers/merk.zip", press_views.brand, name="press_brand"),
    path("pers/<int:page_id>/", press_views.kit, name="press_kit"),
    *consent_views.urlpatterns,
    *erasing_views.urlpatterns,
    *contributing_views.urlpatterns,
]

from django.urls import path

from stories.feeds import StoryFeed
from stories.json_feed import json_feed

urlpatterns = [
    path("verhalen/feed.atom", StoryFeed(), name="story_feed"),
    path("verhalen/feed.json", json_feed, name="story_json_feed"),
]

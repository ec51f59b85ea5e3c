from django.urls import path

from stories.feeds import StoryFeed

urlpatterns = [path("verhalen/feed.atom", StoryFeed(), name="story_feed")]

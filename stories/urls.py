from django.urls import path

from stories import press_views
from stories.feeds import StoryFeed

urlpatterns = [
    path("verhalen/feed.atom", StoryFeed(), name="story_feed"),
    path("pers/merk.zip", press_views.brand, name="press_brand"),
    path("pers/<int:page_id>/", press_views.kit, name="press_kit"),
]

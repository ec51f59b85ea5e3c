from django.urls import path

from stories.consent import views as consent_views
from stories.contributions import views as contributions_views
from stories.impact import views as impact_views
from stories.listing.feeds import StoryFeed, json_feed
from stories.people import views as people_views
from stories.press import views as press_views
from stories.sroi import views as sroi_views

urlpatterns = [
    path("verhalen/feed.atom", StoryFeed(), name="story_feed"),
    path("verhalen/feed.json", json_feed, name="story_json_feed"),
    path("impact/cijfers.csv", impact_views.as_csv, name="impact_csv"),
    path("impact/cijfers.json", impact_views.as_json, name="impact_json"),
    path(
        "impact/berekening/<slug:slug>/<int:number>/getallen.csv",
        sroi_views.as_csv,
        name="sroi_csv",
    ),
    path("pers/merk.zip", press_views.brand, name="press_brand"),
    path("pers/<int:page_id>/", press_views.kit, name="press_kit"),
    *consent_views.urlpatterns,
    *people_views.urlpatterns,
    *contributions_views.urlpatterns,
]

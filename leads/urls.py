"""Addresses of the leads outside the back office."""

from django.urls import path

from leads.callback import views as callback_views
from leads.placements import views

urlpatterns = [
    path("bel-mij/", callback_views.call_me, name="call_me"),
    path("bel-mij/bedankt/", callback_views.thanks, name="call_me_thanks"),
    path("plaatsing/<str:token>/", views.placement_link, name="placement_link"),
]

"""Addresses of the leads outside the back office."""

from django.urls import path

from leads.callback import views as callback_views
from leads.connections import views as connection_views
from leads.placements import views
from leads.procurement import views as procurement_views
from leads.trainings import views as training_views
from leads.under_the_radar import views as radar_views

API = "api/partner/v1/"

urlpatterns = [
    path(f"{API}openapi.json", connection_views.openapi, name="partner_api_openapi"),
    path(f"{API}leads/", connection_views.leads, name="partner_api_leads"),
    path(f"{API}leads/<int:pk>/", connection_views.lead, name="partner_api_lead"),
    path(f"{API}leads/<int:pk>/steps/", connection_views.steps, name="partner_api_steps"),
    path(f"{API}<path:path>", connection_views.elsewhere, name="partner_api_elsewhere"),
    path("aankopers/", procurement_views.published, name="pledges"),
    path("belofte/<str:token>/", procurement_views.pledge_link, name="pledge_link"),
    path("bel-mij/", callback_views.call_me, name="call_me"),
    path("bel-mij/bedankt/", callback_views.thanks, name="call_me_thanks"),
    path("onder-de-radar/", radar_views.radar, name="radar"),
    path("onder-de-radar/signaal/", radar_views.give_signal, name="radar_signal"),
    path("onder-de-radar/signaal/bedankt/", radar_views.thanks, name="radar_thanks"),
    path("vormingen/", training_views.trainings, name="trainings"),
    path("vormingen/<int:pk>/", training_views.training, name="training"),
    path("plaatsing/<str:token>/", views.placement_link, name="placement_link"),
]

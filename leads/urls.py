"""Addresses of the leads outside the back office."""

from django.urls import path

from leads.placements import views

urlpatterns = [path("plaatsing/<str:token>/", views.placement_link, name="placement_link")]

"""Addresses of the roadshow that are no pages."""

from django.urls import path

from roadshow.door import views as door_views
from roadshow.registration import own_data, own_page
from roadshow.registration import views as registration_views
from roadshow.tour import views as tour_views

# The tour for other eyes.
urlpatterns = [
    path("roadshow/haltes.geojson", tour_views.stops_geojson, name="stops_geojson"),
    path("roadshow/kaart.json", tour_views.map_stops, name="map_stops"),
    path("roadshow/agenda.ics", tour_views.agenda, name="agenda"),
    path("roadshow/kaart.js", tour_views.map_script, name="map_script"),
    path("roadshow/gemeenten.json", tour_views.map_towns, name="map_towns"),
    path("roadshow/bronnen/", tour_views.map_sources, name="map_sources"),
]

# Coming to a stop.
urlpatterns += [
    path("roadshow/<slug:stop>/inschrijven/", registration_views.register, name="register"),
    path("roadshow/<slug:stop>/halte.ics", registration_views.stop_calendar, name="stop_calendar"),
]

# The employer's own pages.
urlpatterns += [
    path("mijn/<str:token>/", own_page.mine, name="mine"),
    path("mijn/<str:token>/wijzig/", own_page.change, name="mine_change"),
    path("mijn/<str:token>/bevestig/", own_page.prove, name="mine_prove"),
    path("mijn/<str:token>/adres/", own_page.address, name="mine_address"),
    path("mijn/<str:token>/meebrengen/", own_page.companions, name="mine_companions"),
    path("mijn/<str:token>/andere-halte/", own_page.move, name="mine_move"),
    path("mijn/<str:token>/annuleer/", own_page.cancel, name="mine_cancel"),
    path("mijn/<str:token>/wat-hield-tegen/", own_page.held_back, name="mine_held_back"),
    path("mijn/<str:token>/opnieuw/", own_page.again, name="mine_again"),
    path("mijn/<str:token>/aanbod/", own_page.offer, name="mine_offer"),
    path("mijn/<str:token>/waarmee/", own_page.wishes, name="mine_wishes"),
    path("mijn/<str:token>/geen-berichten/", own_page.quiet, name="mine_quiet"),
    path("mijn/<str:token>/gegevens/", own_data.my_data, name="mine_data"),
    path("mijn/<str:token>/wis/", own_data.erase, name="mine_erase"),
    path("mijn/<str:token>/halte.ics", own_page.calendar, name="mine_calendar"),
]

# The door.
urlpatterns += [
    path("onthaal/", door_views.doors, name="doors"),
    path("onthaal/<slug:stop>/", door_views.door, name="door"),
    path("onthaal/<slug:stop>/tik/", door_views.tap, name="door_tap"),
    path("onthaal/<slug:stop>/zonder-inschrijving/", door_views.walk_in, name="door_walk_in"),
    path("onthaal/<slug:stop>/aan-tafel/<int:pk>/", door_views.table, name="door_table"),
    path("onthaal/<slug:stop>/<str:code>/", door_views.person, name="door_person"),
]

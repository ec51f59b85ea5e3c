"""Addresses of the roadshow that are no pages."""

from django.urls import path

from roadshow.views import door, mine, my_data, registration, tour

# The tour for other eyes.
urlpatterns = [
    path("roadshow/haltes.geojson", tour.stops_geojson, name="stops_geojson"),
    path("roadshow/agenda.ics", tour.agenda, name="agenda"),
    path("roadshow/kaart.js", tour.map_script, name="map_script"),
    path("roadshow/ondergrond.json", tour.map_ground, name="map_ground"),
]

# Coming to a stop.
urlpatterns += [
    path("roadshow/<slug:stop>/inschrijven/", registration.register, name="register"),
    path("roadshow/<slug:stop>/halte.ics", registration.stop_calendar, name="stop_calendar"),
]

# The employer's own pages.
urlpatterns += [
    path("mijn/<str:token>/", mine.mine, name="mine"),
    path("mijn/<str:token>/wijzig/", mine.change, name="mine_change"),
    path("mijn/<str:token>/bevestig/", mine.prove, name="mine_prove"),
    path("mijn/<str:token>/adres/", mine.address, name="mine_address"),
    path("mijn/<str:token>/meebrengen/", mine.companions, name="mine_companions"),
    path("mijn/<str:token>/andere-halte/", mine.move, name="mine_move"),
    path("mijn/<str:token>/annuleer/", mine.cancel, name="mine_cancel"),
    path("mijn/<str:token>/opnieuw/", mine.again, name="mine_again"),
    path("mijn/<str:token>/aanbod/", mine.offer, name="mine_offer"),
    path("mijn/<str:token>/waarmee/", mine.wishes, name="mine_wishes"),
    path("mijn/<str:token>/gegevens/", my_data.my_data, name="mine_data"),
    path("mijn/<str:token>/wis/", my_data.erase, name="mine_erase"),
    path("mijn/<str:token>/halte.ics", mine.calendar, name="mine_calendar"),
]

# The door.
urlpatterns += [
    path("onthaal/", door.doors, name="doors"),
    path("onthaal/<slug:stop>/", door.door, name="door"),
    path("onthaal/<slug:stop>/tik/", door.tap, name="door_tap"),
    path("onthaal/<slug:stop>/zonder-inschrijving/", door.walk_in, name="door_walk_in"),
    path("onthaal/<slug:stop>/<str:code>/", door.person, name="door_person"),
]

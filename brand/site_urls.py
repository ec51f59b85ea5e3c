"""The addresses of the brand itself."""

from django.urls import include, path

from brand import access_page, invitation_page, newsletter, views
from brand.people import address_views

urlpatterns = [
    path("merk.css", views.stylesheet, name="brand_stylesheet"),
    path("nieuwsbrief/", newsletter.sign_up, name="newsletter"),
    path("nieuwsbrief/bedankt/", newsletter.asked, name="newsletter_asked"),
    path("nieuwsbrief/bevestig/<str:token>/", newsletter.confirm, name="newsletter_confirm"),
    path("nieuwsbrief/stop/<str:token>/", newsletter.stop, name="newsletter_stop"),
    path("api/v1/", include("brand.api.urls")),
    path("zoeken/", views.search, name="search"),
    path("uitnodiging/<str:token>/", invitation_page.invitation, name="invitation"),
    path("mijn-gegevens/<str:token>/", access_page.my_data, name="my_data"),
    path("adres/<str:token>/", address_views.confirm, name="confirm_address"),
    path("g/<slug:code>", views.tracked_link, name="tracked_link"),
]

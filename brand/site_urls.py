"""The addresses of the brand itself."""

from django.urls import include, path

from brand.audience import views as audience_views
from brand.http import views as http_views
from brand.people import address_views, invitation_views
from brand.privacy import views as privacy_views

urlpatterns = [
    path("merk.css", http_views.stylesheet, name="brand_stylesheet"),
    path("nieuwsbrief/", audience_views.sign_up, name="newsletter"),
    path("nieuwsbrief/bedankt/", audience_views.asked, name="newsletter_asked"),
    path("nieuwsbrief/bevestig/<str:token>/", audience_views.confirm, name="newsletter_confirm"),
    path("nieuwsbrief/stop/<str:token>/", audience_views.stop, name="newsletter_stop"),
    path("api/v1/", include("brand.api.urls")),
    path("zoeken/", http_views.search, name="search"),
    path("uitnodiging/<str:token>/", invitation_views.invitation, name="invitation"),
    path("mijn-gegevens/<str:token>/", privacy_views.my_data, name="my_data"),
    path("adres/<str:token>/", address_views.confirm, name="confirm_address"),
    path("g/<slug:code>", http_views.tracked_link, name="tracked_link"),
]

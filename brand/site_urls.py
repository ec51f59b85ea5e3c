"""The addresses of the brand itself."""

from django.urls import include, path

from brand.audience import views as audience_views
from brand.campaigns import views as campaigns_views
from brand.kit import views as kit_views
from brand.newsletter import views as newsletter_views
from brand.people import address_views, invitation_views
from brand.portal import views as portal_views
from brand.privacy import views as privacy_views
from brand.search import views as search_views

urlpatterns = [
    path("merk.css", kit_views.stylesheet, name="brand_stylesheet"),
    path("favicon.ico", kit_views.favicon),
    path("merk.svg", kit_views.icon_svg, name="brand_icon_svg"),
    path("merk-<int:side>.png", kit_views.icon_png, name="brand_icon"),
    path("merk.webmanifest", kit_views.manifest, name="brand_manifest"),
    path("merk/samen/<slug:slug>.png", portal_views.together, name="brand_together"),
    path("nieuwsbrief/", audience_views.sign_up, name="newsletter"),
    path("nieuwsbrief/bedankt/", audience_views.asked, name="newsletter_asked"),
    path("nieuwsbrief/bevestig/<str:token>/", audience_views.confirm, name="newsletter_confirm"),
    path("nieuwsbrief/stop/<str:token>/", audience_views.stop, name="newsletter_stop"),
    path("nieuwsbrief/melding/<str:secret>/", audience_views.notice, name="newsletter_notice"),
    path("nieuwsbrief/archief/", newsletter_views.archive, name="newsletter_archive"),
    path("nieuwsbrief/archief/<int:pk>/", newsletter_views.archived, name="newsletter_archived"),
    path(
        "nieuwsbrief/beeld/<slug:kind>/<int:page>.jpg",
        newsletter_views.picture,
        name="newsletter_picture",
    ),
    path("api/v1/", include("brand.api.urls")),
    path("zoeken/", search_views.search, name="search"),
    path("uitnodiging/<str:token>/", invitation_views.invitation, name="invitation"),
    path("mijn-gegevens/<str:token>/", privacy_views.my_data, name="my_data"),
    path("adres/<str:token>/", address_views.confirm, name="confirm_address"),
    path("g/<slug:code>", campaigns_views.tracked_link, name="tracked_link"),
]

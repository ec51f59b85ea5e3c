"""Every address of the site, room by room; Wagtail's pages answer to what is left."""

from django.conf import settings
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from brand.http import views
from brand.media.views import uploaded
from brand.pages.sitemap import sitemap
from brand.scoping.screens import tag_autocomplete

urlpatterns = [
    path("beheer/tweede-factor/", include("brand.sign_in.second_factor.urls")),
    # Before Wagtail's own, whose tags are those of all partners.
    path("beheer/tag-autocomplete/", tag_autocomplete),
    path("beheer/tag-autocomplete/<slug:app_name>/<slug:model_name>/", tag_autocomplete),
    path("beheer/", include(admin_urls)),
    path("documenten/", include(document_urls)),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", views.robots),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("", include("brand.site_urls")),
    path("", include("leads.urls")),
    path("", include("roadshow.urls")),
    path("", include("stories.urls")),
    *staticfiles_urlpatterns(),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", uploaded),
    path("", include(wagtail_urls)),
]

handler400 = "brand.http.views.bad_request"
handler403 = "brand.http.views.permission_denied"
handler404 = "brand.http.views.page_not_found"
handler500 = "brand.http.views.server_error"

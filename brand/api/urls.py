from django.urls import path

from brand.api import views

urlpatterns = [
    path("", views.index, name="api"),
    path("openapi.json", views.openapi, name="api_openapi"),
    path("<slug:resource>/", views.rows, name="api_rows"),
    path("<slug:resource>/<slug:key>/", views.one, name="api_one"),
]

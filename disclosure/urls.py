"""Addresses of what is public, by aggregate."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("disclosure.dossier.urls")),
    path("", include("disclosure.ocds.urls")),
    path("", include("disclosure.site.urls")),
]

"""The app's addresses: its aggregates', one after the other."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("catalog.catalogue.urls")),
    path("", include("catalog.rulebook.urls")),
    path("", include("catalog.workdays.urls")),
]

"""The addresses of contracts, acceptances and payments."""

from django.urls import URLPattern, URLResolver, include, path

from contracts.apps import AGGREGATES

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"contracts.{aggregate}.urls")) for aggregate in AGGREGATES
]

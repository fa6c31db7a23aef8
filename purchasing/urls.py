"""The addresses of purchasing: those of each aggregate that has pages."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from purchasing.apps import AGGREGATES

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"purchasing.{aggregate}.urls"))
    for aggregate in AGGREGATES
    if find_spec(f"purchasing.{aggregate}.urls")
]

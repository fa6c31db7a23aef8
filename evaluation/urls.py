"""The addresses of evaluation: those of each aggregate that has pages."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from evaluation.apps import AGGREGATES

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"evaluation.{aggregate}.urls"))
    for aggregate in AGGREGATES
    if find_spec(f"evaluation.{aggregate}.urls")
]

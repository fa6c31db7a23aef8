"""The root of all addresses; each app brings its own."""

from django.urls import URLPattern, URLResolver, path

from portal.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
]

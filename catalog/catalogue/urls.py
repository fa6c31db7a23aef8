"""Addresses of the catalogue's pages."""

from django.urls import URLPattern, URLResolver, path, re_path

from catalog.catalogue import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("catalogue/", views.catalogue, name="catalogue"),
    path("catalogue/catalogue.csv", views.catalogue_file, name="catalogue-file"),
    re_path(r"^catalogue/(?P<code>[AB](?:[0-9]{2}){0,2})/$", views.item, name="catalogue-item"),
]

"""Addresses of the pages on splitting."""

from django.urls import path

from purchasing.splitting import views

urlpatterns = [
    path("desk/splitting/", views.found, name="splittings"),
    path("desk/splitting/<int:pk>/<slug:category>/", views.permit_page, name="splitting-permit"),
]

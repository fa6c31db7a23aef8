"""Addresses of acceptances on the desk."""

from django.urls import path

from contracts.acceptance import views

urlpatterns = [
    path("desk/acceptances/", views.acceptances, name="acceptance-list"),
    path("desk/acceptances/<int:pk>/", views.acceptance, name="acceptance"),
]

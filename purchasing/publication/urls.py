"""Addresses of publications on the desk."""

from django.urls import path

from purchasing.publication import views

urlpatterns = [
    path("desk/publications/", views.publications, name="publications"),
    path("desk/publications/<int:pk>/", views.publication, name="publication"),
]

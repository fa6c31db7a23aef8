"""Addresses of intentions."""

from django.urls import path

from purchasing.intention import views

urlpatterns = [
    path("desk/intentions/", views.intentions, name="intentions"),
    path("desk/intentions/start/<int:pk>/", views.start, name="intention-start"),
    path("desk/intentions/<int:pk>/", views.intention, name="intention"),
    path("desk/intentions/<int:pk>/since/", views.since, name="intention-since"),
    path("desk/intentions/<int:pk>/edit/", views.edit, name="intention-edit"),
]

"""Addresses of the demo's own pages."""

from django.urls import URLPattern, path

from portal.demo import views

urlpatterns: list[URLPattern] = [
    path("demo/", views.people, name="demo-people"),
    path("demo/mails/", views.mails, name="demo-mails"),
]

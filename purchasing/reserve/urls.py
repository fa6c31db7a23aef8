"""Addresses of the reserve."""

from django.urls import path

from purchasing.reserve import views

urlpatterns = [
    path("desk/reserve/", views.reserve, name="reserve"),
    path("desk/reserve/<int:pk>/rank/", views.rank, name="reserve-rank"),
]

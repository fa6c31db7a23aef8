"""Addresses of roll-ups on the desk."""

from django.urls import path

from purchasing.rollup import views

urlpatterns = [
    path("desk/rollups/", views.rollups, name="rollups"),
    path("desk/rollups/new/", views.rollup_new, name="rollup-new"),
    path("desk/rollups/<int:pk>/", views.rollup, name="rollup"),
    path("desk/rollups/<int:pk>/send/", views.rollup_send, name="rollup-send"),
    path("desk/rollups/<int:pk>/rows/", views.rows, name="rollup-rows"),
    path("desk/rollups/<int:pk>/since/", views.since, name="rollup-since"),
]

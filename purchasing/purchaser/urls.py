"""Addresses of the list of purchasers on the desk."""

from django.urls import path

from purchasing.purchaser import views

urlpatterns = [
    path("desk/purchasers/", views.purchasers, name="purchasers"),
    path("desk/purchasers/new/", views.purchaser_new, name="purchaser-new"),
    path("desk/purchasers/<int:pk>/edit/", views.purchaser_edit, name="purchaser-edit"),
]

"""Addresses of adjustments on the desk."""

from django.urls import path

from purchasing.adjustment import views

urlpatterns = [
    path("desk/adjustments/", views.adjustments, name="adjustments"),
    path("desk/adjustments/new/", views.adjustment_new, name="adjustment-new"),
    path("desk/adjustments/<int:pk>/", views.adjustment, name="adjustment"),
    path("desk/adjustments/<int:pk>/letter/", views.adjustment_letter, name="adjustment-letter"),
    path("desk/adjustments/<int:pk>/hints/", views.adjustment_hints, name="adjustment-hints"),
    path("desk/plans/<int:pk>/adjustments/new/", views.adjustment_add, name="adjustment-add"),
    path("desk/adjustments/<int:pk>/edit/", views.adjustment_edit, name="adjustment-edit"),
]

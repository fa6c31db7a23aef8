"""Addresses of the opening. A key part has an address of its own, since it needs the giver's session."""

from django.urls import path

from purchasing.opening import views

urlpatterns = [
    path("desk/procurements/<str:procurement__ocid>/opening/", views.opening, name="opening"),
    path("desk/procurements/<str:procurement__ocid>/opening/progress/", views.progress, name="opening-progress"),
    path("do/opening/<int:pk>/give_part/", views.give_part, name="opening-part"),
]

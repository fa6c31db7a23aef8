"""Addresses of dossiers."""

from django.urls import path

from disclosure.dossier import views

urlpatterns = [
    path("procurements/<str:ocid>/", views.dossier, name="dossier"),
    path("procurements/<str:ocid>/timeline.csv", views.timeline, name="dossier-timeline"),
    path("procurements/<str:ocid>/limits.ics", views.calendar, name="dossier-limits"),
    path("procurements/<str:ocid>/sealing/", views.sealing, name="dossier-sealing"),
]

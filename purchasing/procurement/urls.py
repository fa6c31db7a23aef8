"""Addresses of procurements at the desk."""

from django.urls import path

from purchasing.procurement import views

urlpatterns = [
    path("desk/procurements/", views.procurements, name="procurements"),
    path("desk/procurements/<str:ocid>/appointments/<int:appointment>/", views.reappoint, name="reappoint"),
    path("desk/procurements/<str:ocid>/appointments/<slug:duty>/new/", views.appoint, name="appoint"),
    path("desk/procurements/<str:ocid>/", views.procurement, name="procurement"),
]

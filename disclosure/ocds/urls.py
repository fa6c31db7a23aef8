from django.urls import path

from disclosure.ocds import views

urlpatterns = [
    path("open-data/ocds/", views.index, name="ocds"),
    path("open-data/ocds/releases/<str:release_id>.json", views.release, name="ocds-release"),
    path("open-data/ocds/<str:ocid>.json", views.record, name="ocds-record"),
]

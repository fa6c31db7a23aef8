"""Addresses of stored files."""

from django.urls import path

from portal.ui.files.views import download

app_name = "files"
urlpatterns = [path("files/<str:key>/", download, name="download")]

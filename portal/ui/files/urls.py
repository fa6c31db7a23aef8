"""Addresses of stored files, and of papers on their way to become one."""

from django.urls import path

from portal.ui.files.papers import paper_retry, paper_state
from portal.ui.files.views import download

app_name = "files"
urlpatterns = [
    path("files/<str:key>/", download, name="download"),
    path("papers/<uuid:reference>/", paper_state, name="paper"),
    path("papers/<uuid:reference>/retry/", paper_retry, name="paper_retry"),
]

"""Addresses of the verification of papers."""

from django.urls import path

from portal.ui.verify.views import verify, verify_code

app_name = "verify"
urlpatterns = [path("verify/", verify, name="form"), path("verify/<str:code>/", verify_code, name="result")]

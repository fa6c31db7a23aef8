"""The address of finance's queue."""

from django.urls import path

from purchasing.caseload import views

urlpatterns = [path("desk/caseload/", views.caseload, name="caseload")]

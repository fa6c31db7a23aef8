"""Addresses of contracts on the desk."""

from django.urls import path

from contracts.contract import views

urlpatterns = [
    path("desk/contracts/", views.contracts, name="contract-list"),
    path("desk/contracts/<int:pk>/", views.contract, name="contract"),
    path("desk/contracts/<int:pk>/edit/", views.contract_edit, name="contract-edit"),
    path("desk/contracts/<int:pk>/secrets/", views.contract_secrets, name="contract-secrets"),
    path("desk/procurements/<str:ocid>/contract/new/", views.contract_new, name="contract-new"),
]

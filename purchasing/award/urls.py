"""Addresses of the award: a bidder's own result, and the result notice as it will read."""

from django.urls import path

from purchasing.award import views

urlpatterns = [
    path("desk/bids/<slug:reference>/result/", views.result, name="bid-result"),
    path("desk/procurements/<str:procurement__ocid>/result/", views.preview, name="result-preview"),
]

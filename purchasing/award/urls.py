"""Addresses of the award: a bidder's own result."""

from django.urls import path

from purchasing.award import views

urlpatterns = [path("desk/bids/<slug:reference>/result/", views.result, name="bid-result")]

"""Addresses of bids and keys. Submitting has an address of its own, since its uploads must never touch the disk."""

from django.urls import path

from purchasing.bid import views

urlpatterns = [
    path("desk/bids/", views.bids, name="bids"),
    path("desk/bids/new/<str:ocid>/", views.new, name="bid-new"),
    path("desk/bids/<slug:reference>/", views.bid, name="bid"),
    path("desk/bids/<slug:reference>/receipt/<int:number>/", views.receipt, name="bid-receipt"),
    path("desk/key/", views.key, name="key"),
    path("do/bid/<slug:reference>/submit/", views.submit, name="bid-submit"),
    path("do/bid/<slug:reference>/replace/", views.submit, name="bid-replace"),
]

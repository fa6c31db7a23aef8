"""Addresses of refunds on the desk."""

from django.urls import path

from contracts.refund import views

urlpatterns = [
    path("desk/refunds/", views.refunds, name="refund-list"),
    path("desk/refunds/<int:pk>/", views.refund, name="refund"),
    path("desk/payments/<int:pk>/refund/", views.record, name="refund-new"),
]

"""Addresses of payments on the desk."""

from django.urls import path

from contracts.payment import views

urlpatterns = [
    path("desk/payments/", views.payments, name="payment-list"),
    path("desk/payments/<int:pk>/", views.payment, name="payment"),
    path("desk/acceptances/<int:pk>/payment/", views.payment_new, name="payment-new"),
]

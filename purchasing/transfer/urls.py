"""Addresses of transfers on the desk."""

from django.urls import path

from purchasing.transfer import views

urlpatterns = [
    path("desk/budget/transfers/", views.transfers, name="budget-transfers"),
    path("desk/budget/transfers/<int:pk>/", views.transfer, name="budget-transfer"),
    path("desk/budget/<int:pk>/reduce/", views.reduce, name="budget-reduce"),
    path("desk/budget/<int:pk>/transfer/", views.record, name="budget-transfer-new"),
]

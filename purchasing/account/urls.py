"""Addresses of accounts on the desk."""

from django.urls import path

from purchasing.account import views

urlpatterns = [
    path("desk/final-accounts/", views.accounts, name="final-accounts"),
    path("desk/final-accounts/new/", views.account_new, name="final-account-new"),
    path("desk/final-accounts/<int:pk>/", views.account, name="final-account"),
    path("desk/final-accounts/<int:pk>/edit/", views.account_edit, name="final-account-edit"),
]

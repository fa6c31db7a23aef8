"""Addresses of tables of grants on the desk."""

from django.urls import path

from purchasing.sheet import views

urlpatterns = [
    path("desk/budget/sheets/", views.sheets, name="budget-sheets"),
    path("desk/budget/sheets/form.xlsx", views.template, name="budget-sheet-form"),
    path("desk/budget/sheets/<int:pk>/", views.sheet, name="budget-sheet"),
    path("desk/budget/sheets/<int:pk>/take/", views.take, name="budget-sheet-take"),
]

"""Addresses of workbooks on the desk."""

from django.urls import path

from purchasing.workbook import views

urlpatterns = [
    path("desk/plans/<int:pk>/workbook/", views.workbook, name="plan-workbook"),
    path("desk/plans/<int:pk>/workbook/form.xlsx", views.template, name="plan-workbook-form"),
    path("desk/plans/workbooks/<int:pk>/", views.checked, name="plan-workbook-checked"),
    path("desk/plans/workbooks/<int:pk>/take/", views.take, name="plan-workbook-take"),
    path("desk/plans/workbooks/<int:pk>/checked.xlsx", views.marked, name="plan-workbook-marked"),
]

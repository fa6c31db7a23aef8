"""Addresses of the budget on the desk."""

from django.urls import path

from purchasing.budget import views

urlpatterns = [
    path("desk/budget/", views.lines, name="budget"),
    path("desk/budget/grant/", views.grant_line, name="budget-grant"),
    path("desk/budget/record/", views.record, name="budget-record"),
    path("desk/budget/confirm/", views.confirm, name="budget-confirm"),
    path("desk/budget/board/", views.board_page, name="budget-board"),
    path("desk/budget/board/<str:by>.svg", views.board_chart, name="budget-board-chart"),
    path("desk/budget/reconciliation/", views.reconciliation, name="budget-reconciliation"),
    path("desk/budget/<int:pk>/", views.line, name="budget-line"),
]

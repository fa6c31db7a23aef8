"""Addresses of an evaluation's page and of the sheets."""

from django.urls import path

from evaluation.assessment import views

urlpatterns = [
    path("desk/evaluations/<int:pk>/", views.evaluation, name="evaluation"),
    path("desk/assessments/<int:pk>/", views.sheet, name="assessment"),
]

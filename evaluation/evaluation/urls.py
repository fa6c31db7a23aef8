"""Addresses of evaluations on the desk; the page of one stands with the assessments that it shows."""

from django.urls import path

from evaluation.evaluation import views

urlpatterns = [
    path("desk/evaluations/", views.evaluations, name="evaluations"),
    path("desk/contracts/<int:pk>/evaluation/", views.start, name="evaluation-start"),
    path("desk/evaluations/<int:pk>/plan/", views.plan, name="evaluation-plan"),
    path("desk/evaluations/<int:pk>/scheme/", views.put_up, name="evaluation-scheme"),
    path("desk/evaluations/<int:pk>/feedback/", views.feedback, name="evaluation-feedback"),
]

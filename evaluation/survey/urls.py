"""Addresses of the survey: public ones by token, and the organiser's."""

from django.urls import path

from evaluation.survey import views

urlpatterns = [
    path("survey/done/", views.done, name="survey-done"),
    path("survey/<str:token>/", views.survey, name="survey"),
    path("desk/evaluations/<int:pk>/invitations/", views.invitations, name="survey-invitations"),
    path("desk/evaluations/<int:pk>/extend/", views.extend, name="survey-extend"),
]

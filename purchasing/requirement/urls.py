"""Addresses of requirements."""

from django.urls import path

from purchasing.requirement import views

urlpatterns = [
    path("desk/requirements/", views.requirements, name="requirements"),
    path("desk/requirements/start/<int:pk>/", views.start, name="requirement-start"),
    path("desk/requirements/<int:pk>/", views.requirement, name="requirement"),
    path("desk/requirements/<int:pk>/edit/", views.edit, name="requirement-edit"),
    path("desk/requirements/<int:pk>/since/", views.since, name="requirement-since"),
    path("desk/requirements/<int:pk>/opinion/", views.opinion, name="requirement-opinion"),
    path("desk/requirements/<int:pk>/comments/<int:comment>/", views.answer, name="requirement-answer"),
]

"""Addresses of the rules and of their changes."""

from django.urls import path

from catalog.rulebook import views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/negative/", views.negative_list, name="negative-list"),
    path("rules/<slug:code>/", views.rule, name="rule"),
    path("desk/rules/drafts/", views.drafts, name="rule-drafts"),
    path("desk/rules/drafts/<int:pk>/", views.draft, name="rule-draft"),
    path("desk/rules/drafts/<int:pk>/edit/", views.edit, name="rule-draft-edit"),
    path("desk/rules/<slug:code>/draft/", views.start, name="rule-draft-new"),
]

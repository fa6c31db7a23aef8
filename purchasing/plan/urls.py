"""Addresses of plans on the desk."""

from django.urls import path

from purchasing.plan import views

urlpatterns = [
    path("desk/plans/", views.plans, name="plans"),
    path("desk/plans/new/", views.plan_new, name="plan-new"),
    path("desk/plans/<int:pk>/", views.plan, name="plan"),
    path("desk/plans/<int:pk>/proposals/", views.plan_propose, name="plan-propose"),
    path("desk/plans/<int:pk>/since/", views.plan_since, name="plan-since"),
    path("desk/plans/<int:pk>/letter/", views.letter, name="plan-letter"),
    path("desk/plans/<int:pk>/copy/", views.plan_copy, name="plan-copy"),
    path("desk/plans/<int:pk>/items/new/", views.item_new, name="plan-item-new"),
    path("desk/plan-items/<int:pk>/", views.item, name="plan-item"),
    path("desk/plan-items/<int:pk>/edit/", views.item_edit, name="plan-item-edit"),
    path("desk/plan-items/<int:pk>/since/", views.item_since, name="plan-item-since"),
    path("desk/plan-items/<int:pk>/hints/", views.item_hints, name="plan-item-hints"),
    path("desk/plan-items/<int:pk>/remove/", views.item_remove, name="plan-item-remove"),
]

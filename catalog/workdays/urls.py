"""Addresses of the work calendar and of its drafts."""

from django.urls import path

from catalog.workdays import views

urlpatterns = [
    path("calendar/", views.this_year, name="calendar"),
    path("calendar/<int:year>/", views.year, name="calendar-year"),
    path("desk/calendar/drafts/", views.drafts, name="calendar-drafts"),
    path("desk/calendar/drafts/new/", views.start, name="calendar-draft-new"),
    path("desk/calendar/drafts/<int:pk>/", views.draft, name="calendar-draft"),
    path("desk/calendar/drafts/<int:pk>/edit/", views.edit, name="calendar-draft-edit"),
]

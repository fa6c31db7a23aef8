"""Addresses of requests for additional budget."""

from django.urls import path

from purchasing.additional import views

urlpatterns = [
    path("desk/additional/", views.requests, name="additional-requests"),
    path("desk/additional/start/<int:pk>/", views.start, name="additional-start"),
    path("desk/additional/<int:pk>/", views.request, name="additional-request"),
    path("desk/additional/<int:pk>/edit/", views.edit, name="additional-edit"),
    path("desk/additional/<int:pk>/rescope/", views.rescope_item, name="additional-rescope"),
]

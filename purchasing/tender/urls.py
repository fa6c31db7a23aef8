"""Addresses of tender documents, clarifications, and the suppliers' pages."""

from django.urls import path

from purchasing.tender import opportunities, views

urlpatterns = [
    path("desk/procurements/<str:ocid>/document/", views.document, name="tender-document"),
    path("desk/procurements/<str:ocid>/document/start/", views.start, name="tender-document-start"),
    path("desk/procurements/<str:ocid>/document/edit/", views.edit, name="tender-document-edit"),
    path("desk/procurements/<str:ocid>/clarifications/new/", views.new_clarification, name="clarification-new"),
    path("desk/clarifications/<int:pk>/", views.clarification, name="clarification"),
    path("desk/clarifications/<int:pk>/edit/", views.change_clarification, name="clarification-edit"),
    path("desk/opportunities/", opportunities.opportunities, name="opportunities"),
    path("desk/opportunities/<str:ocid>/", opportunities.opportunity, name="opportunity"),
    path("desk/opportunities/<str:ocid>/take/", opportunities.take, name="opportunity-take"),
]

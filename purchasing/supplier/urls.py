"""Address of a provider's own profile on the desk."""

from django.urls import path

from purchasing.supplier import views

urlpatterns = [path("desk/supplier/", views.profile, name="supplier-profile")]

"""The portal's addresses, and under mini/ the views it is compared with: one set of middlewares for both."""

from django.urls import include, path

from portal import urls

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
urlpatterns = [path("mini/", include("bench.mini")), *urls.urlpatterns]

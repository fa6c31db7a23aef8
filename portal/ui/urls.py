"""Addresses of the frame's own pages; the gallery of components only in DEBUG and DEMO."""

from django.conf import settings
from django.urls import URLPattern, path

from portal.ui.pages import gallery, preferences

urlpatterns: list[URLPattern] = [
    path("ui/elder/", preferences.elder_mode, name="elder-mode"),
    path("ui/language/", preferences.set_language, name="set-language"),
    path("accessibility/", preferences.accessibility, name="accessibility"),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns += [path("ui/gallery/", gallery.gallery, name="gallery")]

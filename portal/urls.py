"""The root of all addresses; each app brings its own."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from portal.health import healthz, readyz

handler400 = "portal.ui.errors.bad_request"
handler403 = "portal.ui.errors.forbidden"
handler404 = "portal.ui.errors.not_found"
handler500 = "portal.ui.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
]
for app in (
    "portal.ui", "portal.ui.ops", "portal.ui.system", "portal.ui.files", "portal.ui.verify", "catalog", "purchasing", "contracts",
    "evaluation", "disclosure",
):  # fmt: skip
    if find_spec(f"{app}.urls"):
        urlpatterns.append(path("", include(f"{app}.urls")))
# After the apps: a transition that needs an address of its own is found before the one for all transitions.
urlpatterns.append(path("", include("portal.ui.desk_urls")))
if settings.DEMO and find_spec("portal.demo.urls"):
    urlpatterns.append(path("", include("portal.demo.urls")))

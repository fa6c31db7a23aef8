"""The portal's addresses and two that only take an upload."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from portal.files.handlers import InMemoryOnlyUploadHandler, LimitedUploadHandler
from portal.ui.access import public


@public
@csrf_exempt
def sealed(request: HttpRequest) -> HttpResponse:
    request.upload_handlers = [InMemoryOnlyUploadHandler(request, limit=5_000_000)]
    upload = request.FILES["file"]
    return HttpResponse(f"{upload.size} {type(upload.file).__name__}")


@public
@csrf_exempt
def limited(request: HttpRequest) -> HttpResponse:
    request.upload_handlers.insert(0, LimitedUploadHandler(request))
    return HttpResponse(str(request.FILES["file"].size))


urlpatterns = [
    path("sealed/", sealed),
    path("limited/", limited),
    path("", include("portal.urls")),
]

"""Answers for a load balancer: alive, and ready to serve."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from portal.ui.access import public


@public
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers too, with the portal's clock, so that its migrations have run."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT portal_now()")
    except DatabaseError:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")

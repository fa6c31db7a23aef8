"""Whose request it is behind the proxy: the address it was sent from, where TRUST_PROXY says that the proxy tells it.

Limits on comments, answers and log-ins count by address, and the record of an act names it. Without this, everybody
would share the proxy's: one person's comments would silence a city.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse


class ProxyMiddleware:
    """Puts the last address of X-Forwarded-For, the one the proxy itself has added, in the place of the proxy's own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.TRUST_PROXY:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if address := _address(request.META.get("HTTP_X_FORWARDED_FOR", "")):
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


def _address(forwarded: str) -> str:
    """ "" for what is no address: the proxy's own stands then."""
    try:
        return str(ip_address(forwarded.rpartition(",")[2].strip()))
    except ValueError:
        return ""

"""Gives each request an id that stands in its log lines, its answer and its error page."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from portal.values.origin import answering, origin

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def request_id() -> str:
    """The id of the request being answered, or "-" outside one."""
    return origin().request_id or "-"


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with answering(secrets.token_hex(8), request.META.get("REMOTE_ADDR", "")):
            request.request_id = request_id()  # type: ignore[attr-defined]
            response = self.get_response(request)
            response["X-Request-Id"] = request_id()
            return response


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id()
        return True

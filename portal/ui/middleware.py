"""Stands before everything: input no browser sends gets 400, 405, 413, 415 or 431; a Refused gets its page.

The limits are of the transport, not of the law: a form or search of the portal stays far below each of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.translation import gettext_lazy as _
from psycopg.errors import UniqueViolation

from portal.ui.errors import error_page, refused, unavailable
from portal.values.refusal import Refusal, Refused
from portal.values.text import is_storable

QUERY_LIMIT = 8_000  # bytes of a query string
PARAMETER_LIMIT = 200
VALUE_LIMIT = 2_000  # characters of one query parameter
PATH_LIMIT = 2_000
COOKIE_LIMIT = 8_000  # bytes of all cookies
COOKIES = 60
HEADER_LIMIT = 4_000
FORMS = {"", "application/x-www-form-urlencoded", "multipart/form-data"}
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
BODIES = FORMS | {"application/json"}
CHARSETS = {"", "utf-8", "utf8"}

logger = logging.getLogger("portal.input")
Handler = Callable[[HttpRequest], HttpResponse]


class StrictInputMiddleware:
    """Refuses, before any view, session or query, what could only fail later in worse places."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        problem = _transport(request) or _query(request) or _content(request)
        if problem:
            status, what = problem
            logger.warning("input refused: %s %s", status, what)
            answer = error_page(request, status)
            if status == 405:
                answer["Allow"] = ", ".join(sorted(METHODS))
            return answer
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The form itself, where the view has not reserved reading it to itself (csrf_exempt)."""
        if request.method != "POST" or getattr(view, "csrf_exempt", False) or request.content_type not in FORMS:
            return None
        try:
            names = [*request.POST, *request.FILES]
        except RequestDataTooBig:
            return error_page(request, 413)
        except (TooManyFilesSent, SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
            return error_page(request, 400)
        if all(len(name) <= VALUE_LIMIT and is_storable(name) for name in names):
            return None
        logger.warning("input refused: 400 form field name")
        return error_page(request, 400)


class RefusalMiddleware:
    """Turns a Refused that a view let through into its page, a database that went away into 503, and what someone else
    has entered in the same instant, which only the database could see, into 409."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return refused(request, exception)
        if isinstance(exception, RequestDataTooBig):
            return error_page(request, 413)
        if isinstance(exception, IntegrityError) and isinstance(exception.__cause__, UniqueViolation):
            logger.exception("entered twice at once")
            return refused(request, Refused(entered_meanwhile()))
        if isinstance(exception, OperationalError):
            logger.exception("database unavailable")
            return unavailable(request)
        return None


def entered_meanwhile() -> Refusal:
    return Refusal(
        "entered-meanwhile",
        _("同一内容刚刚已由另一次提交保存，本次没有保存。"),
        next_step=_("请返回上一页，刷新后查看最新内容。"),
    )


def _transport(request: HttpRequest) -> tuple[int, str] | None:
    if request.method not in METHODS:
        return 405, "method"
    if len(request.path) > PATH_LIMIT or not is_storable(request.path):
        return 400, "path"
    for name, value in request.META.items():
        if not name.startswith("HTTP_") or not isinstance(value, str):
            continue
        if name != "HTTP_COOKIE" and len(value) > HEADER_LIMIT:
            return 431, name
        if any(char in value for char in "\x00\r\n"):
            return 400, name
    if len(request.META.get("HTTP_COOKIE", "")) > COOKIE_LIMIT or len(request.COOKIES) > COOKIES:
        return 431, "cookies"
    if not all(is_storable(name) and is_storable(value) for name, value in request.COOKIES.items()):
        return 400, "cookie"
    return None


def _query(request: HttpRequest) -> tuple[int, str] | None:
    raw = request.META.get("QUERY_STRING", "")
    if len(raw) > QUERY_LIMIT or raw.count("&") >= PARAMETER_LIMIT:
        return 400, "query"
    for name, values in request.GET.lists():
        if not is_storable(name) or any(len(v) > VALUE_LIMIT or not is_storable(v) for v in values):
            return 400, "parameter"
    return None


def _content(request: HttpRequest) -> tuple[int, str] | None:
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return None
    if request.META.get("HTTP_CONTENT_ENCODING", "identity") != "identity":
        return 415, "content encoding"
    if (request.content_params or {}).get("charset", "").lower() not in CHARSETS:
        return 415, "charset"
    if request.content_type not in BODIES and request.META.get("CONTENT_LENGTH") not in {None, "", "0"}:
        return 415, "content type"
    return None

"""Error pages in the portal's own design, each with the request's id and what to do next.

None of them asks the database, the session or a context processor, so that they stand when those do not.
"""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _

from portal.ui.request_id import request_id
from portal.values.refusal import Forbidden, Refused

STYLES = ("tokens", "base", "layout", "components", "pages")


def error_page(request: HttpRequest, status: int, message: str = "", **extra: Any) -> HttpResponse:
    """The page of a status (400, 403, 404, 409, 413, 429); as JSON where that was asked for."""
    if wants_json(request):
        refusals = [
            {
                "code": r.code,
                "message": str(r.message),
                "rule": r.rule,
                "article": r.article,
                "field": r.field,
                "items": list(r.items),
            }
            for r in extra.get("refusals", ())
        ]
        body = {"status": status, "message": message, "refusals": refusals, "request_id": request_id()}
        return JsonResponse(body, status=status)
    elder = request.COOKIES.get("elder") == "1"
    context = {"message": message, "request_id": request_id(), "ui": {"elder": elder}, **extra}
    template = "409" if status == 422 else {405: "400", 415: "400", 431: "400", 414: "400"}.get(status, str(status))
    return HttpResponse(render_to_string(f"{template}.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403; says who has the right where the exception knows."""
    roles = getattr(exception, "roles", [])
    return error_page(request, 403, str(exception or "") if roles else "", roles=roles)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old: usually a page left open over a log-in."""
    return error_page(request, 403, _("页面已过期：请返回上一页，刷新后再提交一次，已填内容可先复制保存。"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404)


def too_many(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """429, with the wait in seconds where known (`seconds`)."""
    response = error_page(request, 429)
    response["Retry-After"] = str(kwargs.get("seconds") or 900)
    return response


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """429 after too many failed log-ins."""
    return too_many(request, seconds=int(settings.AXES_COOLOFF_TIME.total_seconds()))


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """409 for what the state or the law forbids, 422 where every refusal names a field, 403 for a missing right."""
    if isinstance(refusal, Forbidden):
        return error_page(request, 403, refusals=refusal.refusals)
    status = 422 if all(r.field for r in refusal.refusals) else 409
    return error_page(request, status, refusals=refusal.refusals)


def server_error(request: HttpRequest) -> HttpResponse:
    return _still(500)


def unavailable(request: HttpRequest | None = None) -> HttpResponse:
    """503 while the database or a service the act needs is away."""
    response = _still(503)
    response["Retry-After"] = "30"
    return response


def _still(status: int) -> HttpResponse:
    """A page that was ready before anything could fail: only the request's id is put in."""
    return HttpResponse(_text(status).replace("%request_id%", html.escape(request_id())), status=status)


@cache
def _text(status: int) -> str:
    text = Path(settings.BASE_DIR, "templates", f"{status}.html").read_text(encoding="utf-8")
    for name in STYLES:
        text = text.replace(f"/static/css/{name}.css", _static(f"css/{name}.css"))
    return text


def _static(path: str) -> str:
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


def wants_json(request: HttpRequest) -> bool:
    accepted: str = request.META.get("HTTP_ACCEPT", "")
    return accepted.startswith("application/json")

"""Leads whoever came in with a one-time password to the page where they set their own, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

# The page itself, the way out, and how one reads a page.
OPEN = frozenset({"system:profile_password", "logout", "elder-mode", "set-language"})


class FirstPasswordMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        waits = getattr(request.user, "must_change_password", False)
        if not waits or (request.resolver_match and request.resolver_match.view_name in OPEN):
            return None
        return redirect("system:profile_password")

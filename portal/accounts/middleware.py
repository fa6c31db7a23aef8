"""Puts the actor on each request: the person, in the membership chosen in this session, if valid today.

A request that only reads stands at one reading of the clock; an act reads it after its lock. What a person is
answered is for that person: no cache on the way keeps it for others.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.accounts.actor import Actor, actor_among, memberships_now
from portal.values import clock

SESSION_KEY = "membership"


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self._answer(request)
        with clock.once():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        request.actor = _actor(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.actor is not None and not response.has_header("Cache-Control"):  # type: ignore[attr-defined]
            response["Cache-Control"] = "private, no-cache"
        return response


def _actor(request: HttpRequest) -> Actor | None:
    """One statement for the clock and the memberships, which the page's frame shows as well."""
    if not request.user.is_authenticated:
        return None
    valid = memberships_now(request.user)
    request.memberships = valid  # type: ignore[attr-defined]
    return actor_among(request.user, valid, request.session.get(SESSION_KEY))

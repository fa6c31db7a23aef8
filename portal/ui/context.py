"""What every page's frame needs, each asked for only when a template touches it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, get_language_info

from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.notify.queries import unread_of
from portal.ui.menus import Entry, menu_html, public_menu
from portal.ui.pages.preferences import ELDER_COOKIE
from portal.values import clock
from portal.workflow.inbox import waiting_for

BADGE_LIMIT = 99


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `ui` in every template."""
    return {"ui": Frame(request)}


class Frame:
    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.elder: bool = request.COOKIES.get(ELDER_COOKIE) == "1"
        self.demo: bool = settings.DEMO

    @property
    def _actor(self) -> Actor | None:
        actor: Actor | None = getattr(self._request, "actor", None)
        return actor

    @cached_property
    def now(self) -> datetime:
        """The instant in Beijing on the portal's clock. One statement."""
        return clock.local(clock.now())

    @cached_property
    def nav(self) -> list[Entry]:
        return public_menu(self._request.path)

    @cached_property
    def menu(self) -> str:
        """The groups of the side menu as HTML."""
        return menu_html(self._actor, self._request.path, self.waiting, self.unread) if self._actor else ""

    @property
    def waiting(self) -> str:
        """How much waits for me, at most "99+"; empty for nothing."""
        return shown(self._counts[0])

    @property
    def unread(self) -> str:
        """How many messages I have not read, said the same way."""
        return shown(self._counts[1])

    @cached_property
    def _counts(self) -> tuple[int, int]:
        """Waiting and unread, both in one statement and counted no further than they are shown."""
        user = self._actor.user if self._actor else None
        if user is None:
            return 0, 0
        waiting, unread = counted(waiting_for(self._actor), unread_of(user))
        return waiting, unread

    @property
    def memberships(self) -> list[Membership]:
        valid: list[Membership] = getattr(self._request, "memberships", [])
        return valid

    @property
    def membership_id(self) -> int | None:
        return self._actor.membership.pk if self._actor and self._actor.membership else None

    @property
    def organization(self) -> str:
        return str(self._actor.membership.organization) if self._actor and self._actor.membership else ""

    @property
    def role(self) -> str:
        return self._actor.membership.post if self._actor and self._actor.membership else ""

    @property
    def home_url(self) -> str:
        return reverse("inbox")

    @property
    def languages(self) -> list[dict[str, str]]:
        """The languages one may switch to: none while there is only one."""
        others = [code for code, _name in settings.LANGUAGES if code != get_language()]
        return [{"code": code, "html": code, "name": get_language_info(code)["name_local"]} for code in others]


def counted(*queries: QuerySet[Any]) -> list[int]:
    """How many rows each query has, at most one more than a badge shows. One statement, put together by hand: every
    signed-in page asks for it, and an ORM query around these two takes half a millisecond longer."""
    counts: list[str] = []
    parameters: list[Any] = []
    for rows in queries:
        try:
            sql, values = rows.order_by()[: BADGE_LIMIT + 1].values("pk").query.sql_with_params()
        except EmptyResultSet:
            sql, values = "SELECT 1 WHERE FALSE", ()
        counts.append(f"(SELECT count(*) FROM ({sql}) counted)")  # noqa: S608 - the ORM wrote it
        parameters += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", parameters)
        return list(cursor.fetchone())


def shown(count: int) -> str:
    """ "" for nothing, at most "99+"."""
    if not count:
        return ""
    return f"{BADGE_LIMIT}+" if count > BADGE_LIMIT else str(count)

"""Reads for the demo's pages: who is there, what waits for each, and the mails each was sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from portal.accounts.models import Membership
from portal.demo import private
from portal.notify.models import Mail
from portal.values import clock
from portal.workflow.flow import Flow
from portal.workflow.models import InboxItem


@dataclass
class Person:
    """One log-in of the demo with the acts that wait for it."""

    membership: Membership
    passphrase: str
    mails: int
    waiting: list[tuple[str, str]] = field(default_factory=list)  # (title, act)


def people() -> list[Person]:
    """Everybody of the demo in the order of the cast. Four statements."""
    logins, phrases = private.logins(), private.passphrases()
    held = Membership.objects.held_on(clock.today()).filter(user__username__in=logins)
    rows: list[Any] = list(
        held.select_related("user", "organization").annotate(mails=Count("user__notifications__mail"))
    )
    order = {login: place for place, login in enumerate(logins)}
    found = [
        Person(row, phrases.get(row.user.username, ""), row.mails)
        for row in sorted(rows, key=lambda row: order[row.user.username])
    ]
    items = list(InboxItem.objects.order_by("waiting_since"))
    for person in found:
        person.waiting = [(item.title, _act(item)) for item in items if _is_for(item, person.membership)]
    return found


def _is_for(item: InboxItem, membership: Membership) -> bool:
    return (
        item.role == membership.role
        and item.organization_id in (None, membership.organization_id)
        and item.user_id in (None, membership.user_id)
        and membership.user_id not in item.excluded
    )


def _act(item: InboxItem) -> str:
    return str(Flow.registry[item.flow].step(item.transition).label)


def mails(login: str = "") -> QuerySet[Mail]:
    """The mails of the demo, or of one person, newest first."""
    rows = Mail.objects.select_related("notification__recipient").order_by("-notification__at", "-pk")
    return rows.filter(notification__recipient__username=login) if login else rows

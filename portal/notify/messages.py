"""Telling: one notification for each person and matter, and a queued mail for those who have an address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import override

from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from portal.notify.models import Mail, MailOptOut, Notification
from portal.outbox.models import Event
from portal.outbox.wake import wake
from portal.values import clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

Holders = Iterable[tuple[Organization | int | None, Role]]


def tell(
    *,
    event: Event,
    title: Text,
    body: Text = "",
    url: str = "",
    key: str = "",
    users: Iterable[User] = (),
    memberships: Holders = (),
    mail: bool = True,
) -> QuerySet[Notification]:
    """Tell these users, and whoever holds one of the roles (organisation or None for any, role) on the event's day.

    `key` names the matter; a person who was told of it is not told again. By default the event itself is the matter.
    Returns the notifications of the matter, new and old. Disabled accounts are left out.
    """
    key = key or f"{event.name}:{event.pk}"
    people = _recipients(event, users, memberships)
    with transaction.atomic(), override("zh-hans"):
        texts = {"title": _one_line(str(title))[:200], "body": str(body), "url": url}
        Notification.objects.bulk_create(
            [Notification(recipient=p, event=event, key=key, kind=event.name, at=event.at, **texts) for p in people],
            ignore_conflicts=True,
        )
        told = Notification.objects.filter(recipient__in=people, key=key)
        if mail:
            _queue(told.select_related("recipient", "mail"))
    return told


def _recipients(event: Event, users: Iterable[User], holders: Holders) -> list[User]:
    day = clock.day_of(event.at)
    wanted = Q(pk__in=[user.pk for user in users])
    for organization, role in holders:
        held = Membership.objects.held_on(day).filter(role=role)
        if organization is not None:
            held = held.filter(organization=organization)
        wanted |= Q(pk__in=held.values("user"))
    return list(User.objects.filter(wanted, is_active=True).order_by("pk"))


def _queue(told: QuerySet[Notification]) -> None:
    silent = set(MailOptOut.objects.filter(user__in=[n.recipient_id for n in told]).values_list("user_id", flat=True))
    mails = [
        Mail(notification_id=n.pk, address=n.recipient.email, message_id=message_id(n))
        for n in told
        if n.recipient.email and n.recipient_id not in silent and not hasattr(n, "mail")
    ]
    if mails:
        Mail.objects.bulk_create(mails, ignore_conflicts=True)
        transaction.on_commit(_wake_mailer)


def _wake_mailer() -> None:
    wake("portal.notify.tasks.send_mails")


def message_id(notification: Notification) -> str:
    """Always the same for the same matter and person, so that mail systems can recognise a repetition too."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{notification.reference.hex}@{domain}>"


def _one_line(text: str) -> str:
    """A subject without line breaks or control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())

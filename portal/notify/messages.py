"""Telling: one notification for each person and matter, and a queued mail for those who have an address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
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
    with transaction.atomic(), override("zh-hans"):
        people, standing_in = _recipients(event, users, memberships)
        texts = {"title": _one_line(str(title))[:200], "url": url}
        letters = [
            Notification(
                recipient=p, event=event, key=key, kind=event.name, at=event.at, **texts,
                body="\n".join(line for line in (str(body), standing_in.get(p.pk, "")) if line),
            )
            for p in people
        ]  # fmt: skip
        Notification.objects.bulk_create(letters, ignore_conflicts=True)
        told = Notification.objects.filter(recipient__in=people, key=key)
        if mail:
            _queue(told.select_related("recipient", "mail"))
    return told


def _recipients(event: Event, users: Iterable[User], holders: Holders) -> tuple[list[User], dict[int, str]]:
    """Whom to tell, and for those who are told only as somebody's deputy a sentence that says so."""
    own = {user.pk for user in users}
    posts = Q(pk__in=[])
    for organization, role in holders:
        posts |= Q(role=role) if organization is None else Q(role=role, organization=organization)
    held = list(Membership.objects.held_on(clock.day_of(event.at)).filter(posts).titled().order_by("pk"))
    own |= {post.user_id for post in held if post.principal is None}
    deputies = {
        post.user_id: _("您代理：%(post)s。") % {"post": post.title} for post in held if post.user_id not in own
    }
    people = User.objects.filter(pk__in=own | deputies.keys(), is_active=True).order_by("pk")
    return list(people), deputies


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

"""Reads for the pages: a person's messages, and what is undelivered."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.notify.models import Mail, MailOptOut, Notification
from portal.outbox.models import Delivery
from portal.outbox.relay import dead, overdue
from portal.values import clock


def messages_of(user: User) -> QuerySet[Notification]:
    """A person's messages, newest first."""
    return Notification.objects.filter(recipient=user)


def unread_of(user: User) -> QuerySet[Notification]:
    """The messages the person has not read."""
    return messages_of(user).filter(read_at__isnull=True)


def unread_count(user: User) -> int:
    """How many messages the person has not read. One statement."""
    return unread_of(user).count()


def undelivered_mails() -> QuerySet[Mail]:
    """Mails given up, or whose fate is not known."""
    states = [Mail.State.DEAD, Mail.State.UNCERTAIN]
    return Mail.objects.filter(state__in=states).select_related("notification__recipient").order_by("pk")


def wants_mail(user: User) -> bool:
    """Whether the person also gets e-mails."""
    return not MailOptOut.objects.filter(user=user).exists()


def standstill() -> bool:
    """Whether events have waited for a minute or more: the queue or its workers are down."""
    return overdue(clock.now()).exists()


def undelivered_events() -> QuerySet[Delivery]:
    return dead()

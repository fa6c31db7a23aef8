"""What a person does with their own messages."""

from __future__ import annotations

from uuid import UUID

from portal.accounts.models import User
from portal.notify.models import MailOptOut, Notification
from portal.notify.queries import messages_of
from portal.values import clock


def mark_all_read(user: User) -> int:
    """Mark every message of the person read; returns how many were not."""
    return messages_of(user).filter(read_at__isnull=True).update(read_at=clock.now())


def mark_read(user: User, reference: UUID) -> Notification | None:
    """Mark one of the person's own messages read; None when it is not theirs."""
    messages_of(user).filter(reference=reference, read_at__isnull=True).update(read_at=clock.now())
    return messages_of(user).filter(reference=reference).first()


def choose_mail(user: User, *, wanted: bool) -> None:
    """Whether the person also gets e-mails from now on; messages in the portal are not affected."""
    if wanted:
        MailOptOut.objects.filter(user=user).delete()
    else:
        MailOptOut.objects.get_or_create(user=user, defaults={"since": clock.now()})

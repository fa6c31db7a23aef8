"""Celery's entry to the relay: woken after each act, and by the schedule every few seconds."""

from celery import shared_task

from portal.outbox.relay import relay_once
from portal.outbox.wake import wake


@shared_task(ignore_result=True, name="portal.outbox.tasks.relay_events")
def relay_events() -> None:
    """Deliver what is due; whatever is left when patience ends is taken up by a next run at once."""
    if relay_once():
        wake("portal.outbox.tasks.relay_events")

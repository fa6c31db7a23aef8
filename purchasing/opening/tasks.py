"""Celery's entry to the opening of bids. The task carries nothing: the released rows say what is to be done."""

from celery import shared_task

from purchasing.opening.actions import open_all_released


@shared_task(ignore_result=True)
def open_released() -> None:
    """Woken by the second part, and run every few seconds, so that nothing waits for a lost message."""
    open_all_released()

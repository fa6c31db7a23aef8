"""Celery's entry to sealing."""

from celery import shared_task

from portal.audit.checkpoint import take


@shared_task(ignore_result=True)
def checkpoint() -> None:
    take()

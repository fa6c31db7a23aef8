"""Celery's entry to the sweep."""

from celery import shared_task

from portal.workflow.deadlines import sweep


@shared_task(ignore_result=True)
def sweep_deadlines() -> None:
    sweep()

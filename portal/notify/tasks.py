"""Celery's entry to the mailer: woken when a mail is queued, and by the schedule."""

from celery import shared_task

from portal.notify.mailer import send_due


@shared_task(ignore_result=True, name="portal.notify.tasks.send_mails")
def send_mails() -> None:
    send_due()

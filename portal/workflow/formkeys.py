"""A form is answered once: the second press gets the first result, and a form of something else is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.values.refusal import Refusal, Refused
from portal.workflow.models import FormKey


def answered(actor: Actor, key: str, flow: str, fits: Callable[[FormKey], bool]) -> FormKey | None:
    """What this person's form with this key has done already; None while it has done nothing.

    `fits` says whether a result in `flow` is one of the very form now sent. Raises Refused("form-used") where the key
    belongs to another form.
    """
    if not (key and actor.user):
        return None
    row = FormKey.objects.filter(user=actor.user, key=key).first()
    if row is not None and (row.flow != flow or not fits(row)):
        raise used_elsewhere()
    return row


def step(transition: str, subject_pk: object) -> Callable[[FormKey], bool]:
    """For `answered`: the form of one step of one object."""
    return lambda row: (row.transition, row.subject_pk) == (transition, str(subject_pk))


def keep(actor: Actor, key: str, *, flow: str, transition: str, subject_pk: object, at: datetime) -> None:
    """Note the result of a form in the transaction that makes it.

    Raises Refused("form-used") where the key was used for something else in the meantime: two presses of one form wait
    for each other at the lock of its object, so that the second is `answered`.
    """
    if not (key and actor.user):
        return
    row = FormKey(user=actor.user, key=key, flow=flow, transition=transition, subject_pk=str(subject_pk), at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise used_elsewhere() from error


def used_elsewhere() -> Refused:
    """The refusal of a form whose key another one has used."""
    return Refused(
        Refusal(
            "form-used",
            _("这张表单已用于办理另一事项，本次没有办理。"),
            next_step=_("请从事项页重新打开后办理。"),
        )
    )

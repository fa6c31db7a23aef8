"""A form is answered once: the second press gets the first result, and a form of something else is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

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
        raise Refused(
            Refusal(
                "form-used",
                _("这张表单已用于办理另一事项，本次没有办理。"),
                next_step=_("请从事项页重新打开后办理。"),
            )
        )
    return row


def keep(actor: Actor, key: str, *, flow: str, transition: str, subject_pk: object, at: datetime) -> None:
    """Note the result of a form in the transaction that makes it. A key used meanwhile raises IntegrityError."""
    if key and actor.user:
        FormKey.objects.create(
            user=actor.user, key=key, flow=flow, transition=transition, subject_pk=str(subject_pk), at=at
        )

"""The rows an act of the review locks, always in the same order: the procurement, then the seat."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import SYSTEM
from portal.accounts.capability import Capability, allows
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from purchasing.procurement.models import Procurement
from purchasing.review.models import CommitteeMember
from purchasing.review.policies import Can


def locked(act: Act, procurement: Procurement, can: Capability, *states: str) -> Procurement:
    """The procurement, locked, in one of the states, for a holder of `can`."""
    row = Procurement.objects.select_for_update(of=("self",)).get(pk=procurement.pk)
    check(act, can, row)
    if row.state not in states:
        raise Refused(
            Refusal("state-moved", _("项目已进入“%(state)s”，不能再办理此步。") % {"state": row.get_state_display()})
        )
    return row


def seat_of(act: Act, member: CommitteeMember) -> CommitteeMember:
    """The member's own seat, locked with its procurement, so that who comes last sees what all the others did."""
    procurement = Procurement.objects.select_for_update(of=("self",)).get(pk=member.committee.procurement_id)
    seat = CommitteeMember.objects.select_for_update(of=("self",)).select_related("committee", "user").get(pk=member.pk)
    seat.committee.procurement = procurement
    check(act, Can.SIT_IN_REVIEW, seat)
    return seat


def check(act: Act, can: Capability, row: Procurement | CommitteeMember) -> None:
    if not allows(act.actor, can, row):
        raise Forbidden(NOT_ALLOWED)


def nameless(act: Act) -> Act:
    """An act of the system at the same instant: what a member sets off must not name the member to others."""
    return Act(SYSTEM, act.at)

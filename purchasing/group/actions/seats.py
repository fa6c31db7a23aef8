"""Writes beside the matters: who sits on the group, and its meetings with attendance and order of the agenda."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.accounts.models import Organization
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.formkeys import answered, keep
from portal.workflow.perform import acting, changing
from purchasing.group.models import GroupMeeting, GroupMember, State
from purchasing.group.policies import Can

KEEPING = "group"  # under which the keys of these forms are kept


def _group(act: Act) -> Organization:
    if act.membership is None:
        raise Forbidden(NOT_ALLOWED)
    return act.membership.organization


def seat_member(
    actor: Actor, *, organization: Organization, name: str, post: str, seat: str, document: str, valid_from: date,
    form_key: str = "",
) -> GroupMember:  # fmt: skip
    """Somebody sits on the group from a day on. Raises Refused("seat-taken") for a second leader or the same person twice
    at a time, Forbidden for anybody but the office."""
    with acting(actor) as act:
        if key := answered(actor, form_key, KEEPING, lambda row: row.transition == "seat"):
            return GroupMember.objects.get(pk=key.subject_pk)
        row = GroupMember(
            group=_group(act), organization=organization, name=name, post=post, seat=seat, document=document,
            valid_from=valid_from,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Refused(_taken(seat)) from error
        if not allows(actor, Can.KEEP_GROUP, row):
            raise Forbidden(NOT_ALLOWED)
        act.record(row, "group.seat", remark=f"{row.get_seat_display()} {row}，自 {valid_from} 起，{document}")
        keep(actor, form_key, flow=KEEPING, transition="seat", subject_pk=row.pk, at=act.at)
        return row


def end_seat(actor: Actor, member: GroupMember, *, on: date, document: str) -> None:
    """A seat ends on a day (that day excluded). Raises Refused("ends-before-start", "seat-ended"), Forbidden."""
    with acting(actor) as act:
        row = GroupMember.objects.select_for_update(of=("self",)).select_related("organization").get(pk=member.pk)
        if not allows(actor, Can.KEEP_GROUP, row):
            raise Forbidden(NOT_ALLOWED)
        if row.valid_to is not None:
            raise Refused(Refusal("seat-ended", _("此席位已登记于 %(day)s 终止。") % {"day": row.valid_to}))
        if on < row.valid_from:
            message = _("终止日不能早于任职日（%(start)s）。") % {"start": row.valid_from}
            raise Refused(Refusal("ends-before-start", message, field="on"))
        row.valid_to = on
        row.save(update_fields=["valid_to"])
        act.record(row, "group.end_seat", remark=f"{row}，至 {on}（不含），{document}")


def call_meeting(actor: Actor, *, title: str, held_on: date, place: str, form_key: str = "") -> GroupMeeting:
    """Raises Forbidden for anybody but the office."""
    with acting(actor) as act:
        if key := answered(actor, form_key, KEEPING, lambda row: row.transition == "meeting"):
            return GroupMeeting.objects.get(pk=key.subject_pk)
        row = GroupMeeting.objects.create(group=_group(act), title=title, held_on=held_on, place=place)
        if not allows(actor, Can.KEEP_GROUP, row):
            raise Forbidden(NOT_ALLOWED)
        act.record(row, "group.call_meeting", remark=f"{title}，{held_on}，{place}")
        keep(actor, form_key, flow=KEEPING, transition="meeting", subject_pk=row.pk, at=act.at)
        return row


def edit_meeting(
    actor: Actor, meeting: GroupMeeting, *, version: int, title: str, held_on: date, place: str,
    present: Iterable[GroupMember], places: Mapping[int, int],
) -> None:  # fmt: skip
    """Save a meeting, who was there and the order of its agenda ({key of a matter: number}).

    Raises Refused("same-place") for one number twice, "held-already" for another day once something was decided,
    "stale-version"; Forbidden.
    """
    if len(set(places.values())) < len(places):
        raise Refused(Refusal("same-place", _("两项议题不能用同一个序号。")))
    with changing(actor, meeting, Can.KEEP_GROUP, verb="group.edit_meeting", version=version) as (_act, row):
        decided = row.matters.exclude(state=State.ON_AGENDA).exists()
        if decided and held_on != row.held_on:
            raise Refused(Refusal("held-already", _("会议已作出决定，召开日期不能再改。"), field="held_on"))
        row.title, row.held_on, row.place = title, held_on, place
        row.save(update_fields=["title", "held_on", "place"])
        row.present.set(present)
        for pk, number in places.items():
            row.matters.filter(pk=pk).update(place=number)


def _taken(seat: str) -> Refusal:
    if seat == GroupMember.Seat.LEADER:
        step = _("请先登记现任组长的终止日。")
        return Refusal("seat-taken", _("同一时间只能有一位组长。"), next_step=step, field="seat")
    return Refusal("seat-taken", _("此人在这一期间已是该单位的小组成员。"), field="name")

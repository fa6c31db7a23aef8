"""Meetings and members of the group: when it met, who was there, who sits on it from when to when."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, holds
from portal.accounts.queries import offered_organisations
from portal.ui.access import requires
from portal.ui.fields import DayField
from portal.ui.listing import Column, listing
from portal.ui.sheet import answer
from portal.values import clock
from purchasing.group import actions, queries
from purchasing.group.forms import EndSeatForm, MeetingForm, MemberForm
from purchasing.group.models import GroupMeeting, GroupMember
from purchasing.group.policies import Can

MEETINGS = [
    Column("title", gettext_lazy("会议名称"), href="self"),
    Column("held_on", gettext_lazy("召开日期"), kind="day"),
    Column("place", gettext_lazy("地点")),
    Column("count", gettext_lazy("议题"), kind="number"),
]


def _members(keeps: bool) -> list[Column]:
    """The columns of the members; for the office each open seat with the page that ends it."""
    end = Column(
        "end", gettext_lazy("操作"), lambda row: "" if row.valid_to else _("登记终止"), exported=False,
        href=lambda row: "" if row.valid_to else reverse("group-member-end", args=[row.pk]),
    )  # fmt: skip
    return [
        Column("name", gettext_lazy("姓名"), note="post"),
        Column("post", gettext_lazy("职务"), shown=False),
        Column("seat", gettext_lazy("席位"), "get_seat_display"),
        Column("organization", gettext_lazy("成员单位"), lambda row: row.organization.name),
        Column("valid_from", gettext_lazy("自"), kind="day"),
        Column("valid_to", gettext_lazy("至（不含）"), kind="day"),
        Column("document", gettext_lazy("依据"), shown=False),
        *([end] if keeps else []),
    ]


class _Day(django_filters.Filter):  # type: ignore[misc]
    field_class = DayField


class MemberFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Who sat on the group on a day."""

    on = _Day(label=gettext_lazy("某日在任"), method="seated")
    seat = django_filters.ChoiceFilter(
        label=gettext_lazy("席位"), choices=GroupMember.Seat.choices, empty_label=gettext_lazy("全部")
    )

    class Meta:
        model = GroupMember
        fields = ("on", "seat")

    def seated(self, rows: QuerySet[GroupMember], name: str, day: Any) -> QuerySet[GroupMember]:
        return queries.seated_on(rows, day)


@requires(Can.READ_GROUP)
@require_safe
def meetings(request: HttpRequest) -> HttpResponseBase:
    actor = signed_actor(request)
    page = listing(
        request, queries.meetings_for(actor), columns=MEETINGS, key=("-held_on", "-id"), name="group-meetings",
        search=("title", "place"), empty=_("小组的会议会列在这里；先登记会议，再把议题列入议程。"),
    )  # fmt: skip
    new = "group-meeting-new" if holds(actor, Can.KEEP_GROUP) else ""
    return page.respond("purchasing/desk_list.html", title=_("小组会议"), new=new, new_label=_("登记会议"))


@requires(Can.KEEP_GROUP)
@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    form = MeetingForm(request.POST or None)

    def act(key: str, version: int, **values: Any) -> GroupMeeting:
        return actions.call_meeting(signed_actor(request), form_key=key, **values)

    return answer(request, form, act, title=_("登记会议"), trail=[_meetings()], said=_("已登记。"))


@requires(Can.READ_GROUP, GroupMeeting)
@require_safe
def meeting(request: HttpRequest, meeting: GroupMeeting) -> HttpResponse:
    """One meeting: its agenda with what was decided, and who was there of those who sat on the group that day."""
    present = {member.pk for member in meeting.present.all()}
    seats = [{"member": m, "present": m.pk in present} for m in queries.seats_of(meeting.group, meeting.held_on)]
    context = {
        "meeting": meeting,
        "agenda": queries.agenda_of(meeting),
        "seats": seats,
        "present": len(present),
        "may_edit": allows(signed_actor(request), Can.KEEP_GROUP, meeting),
    }
    return render(request, "purchasing/group/meeting.html", context)


@requires(Can.KEEP_GROUP, GroupMeeting, read=Can.READ_GROUP)
@require_http_methods(["GET", "POST"])
def meeting_edit(request: HttpRequest, meeting: GroupMeeting) -> HttpResponse:
    initial = {name: getattr(meeting, name) for name in ("title", "held_on", "place", "version")}
    form = MeetingForm(request.POST or None, meeting=meeting, initial=initial)

    def act(key: str, version: int, title: str, held_on: Any, place: str, **more: Any) -> None:
        actions.edit_meeting(
            signed_actor(request), meeting, version=version, title=title, held_on=held_on, place=place,
            present=more["present"], places=form.places,
        )  # fmt: skip

    def fresh() -> int:
        meeting.refresh_from_db(fields=["version"])
        return meeting.version

    back = meeting.get_absolute_url()
    way = [_meetings(), (meeting.title, back)]
    return answer(request, form, act, title=_("修改会议"), trail=way, said=_("已保存。"), back=back, fresh=fresh)


@requires(Can.READ_GROUP)
@require_safe
def members(request: HttpRequest) -> HttpResponseBase:
    actor = signed_actor(request)
    keeps = holds(actor, Can.KEEP_GROUP)
    page = listing(
        request, queries.members_for(actor), columns=_members(keeps), filterset=MemberFilter,
        key=("seat", "-valid_from", "id"), name="group-members", search=("name", "post", "organization__name"),
        empty=_("组长、副组长和成员单位的成员会列在这里，各有起止日期。"),
    )  # fmt: skip
    new = "group-member-new" if keeps else ""
    return page.respond("purchasing/desk_list.html", title=_("小组成员"), new=new, new_label=_("登记成员"))


@requires(Can.KEEP_GROUP)
@require_http_methods(["GET", "POST"])
def member_new(request: HttpRequest) -> HttpResponse:
    form = MemberForm(request.POST or None, initial={"valid_from": clock.today()})

    def act(key: str, **values: Any) -> GroupMember:
        return actions.seat_member(signed_actor(request), form_key=key, **values)

    return answer(
        request, form, act, title=_("登记成员"), trail=[_seats()], said=_("已登记。"), back=_seats()[1],
        options=offered_organisations(),
    )  # fmt: skip


@requires(Can.KEEP_GROUP, GroupMember, related=("organization",))
@require_http_methods(["GET", "POST"])
def member_end(request: HttpRequest, member: GroupMember) -> HttpResponse:
    form = EndSeatForm(request.POST or None, initial={"on": clock.today()})

    def act(key: str, **values: Any) -> None:
        actions.end_seat(signed_actor(request), member, **values)

    said = _("已登记终止。")
    return answer(
        request, form, act, title=_("登记终止"), trail=[_seats()], said=said, back=_seats()[1], lead=str(member)
    )


def _meetings() -> tuple[str, str]:
    return _("小组会议"), reverse("group-meetings")


def _seats() -> tuple[str, str]:
    return _("小组成员"), reverse("group-members")

"""Matters of the group: the list, one matter with its tasks and report, and what is edited of it."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, ask, held, holds
from portal.audit import trail
from portal.files.actions import files_of
from portal.reports.actions import reports_of
from portal.ui.access import requires
from portal.ui.drafts import typed_version
from portal.ui.listing import Column, listing
from portal.ui.sheet import answer
from portal.ui.transitions import rights_for_buttons
from portal.values import clock
from portal.values.refusal import Refused
from purchasing.group import actions, queries
from purchasing.group.forms import AnswerForm, MatterForm, ReturnForm, TaskForm, TextForm
from purchasing.group.models import GroupMatter, GroupTask, State
from purchasing.group.policies import Can
from purchasing.group.reports import letter_context

TASK = ("matter", "organization")
COLUMNS = [
    Column("title", gettext_lazy("议题"), href="self", note="get_kind_display"),
    Column("kind", gettext_lazy("类别"), "get_kind_display", shown=False),
    Column("proposer", gettext_lazy("提出单位"), "proposer.name"),
    Column("meeting", gettext_lazy("会议"), lambda row: row.meeting.title if row.meeting else ""),
    Column("outcome", gettext_lazy("决定"), "get_outcome_display"),
    Column("number", gettext_lazy("报告文号")),
    Column("reported_at", gettext_lazy("报告时间"), kind="day", shown=False),
    Column("reply_document", gettext_lazy("市政府文号或会议名称"), shown=False),
    Column("state", gettext_lazy("状态"), kind="state"),
]


class MatterFilter(django_filters.FilterSet):  # type: ignore[misc]
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("类别"), choices=GroupMatter.Kind.choices, empty_label=gettext_lazy("全部")
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("状态"), choices=State.choices, empty_label=gettext_lazy("全部")
    )

    class Meta:
        model = GroupMatter
        fields = ("kind", "state")


@requires(Can.READ_MATTER)
@require_safe
def matters(request: HttpRequest) -> HttpResponseBase:
    actor = signed_actor(request)
    page = listing(
        request, queries.matters_for(actor), columns=COLUMNS, filterset=MatterFilter, key=("-id",), name="group-matters",
        search=("title", "summary", "number", "proposer__name"),
        empty=_("小组研究决定的事项、交办的任务和向市政府的报告会列在这里。"),
    )  # fmt: skip
    new = "group-matter-new" if holds(actor, Can.EDIT_MATTER) else ""
    return page.respond("purchasing/desk_list.html", title=_("小组议题"), new=new, new_label=_("提出议题"))


@requires(Can.EDIT_MATTER)
@require_http_methods(["GET", "POST"])
def matter_new(request: HttpRequest) -> HttpResponse:
    form = MatterForm(request.POST or None, request.FILES or None)

    def act(key: str, version: int, **values: Any) -> GroupMatter:
        return actions.propose(signed_actor(request), form_key=key, **values)

    return answer(request, form, act, title=_("提出议题"), trail=[_list()], said=_("已提出。"))


@requires(Can.READ_MATTER, GroupMatter, related=queries.RELATED)
@require_safe
def matter(request: HttpRequest, matter: GroupMatter) -> HttpResponse:
    """One matter: what it is about, what was decided, who does what until when, and what the government was told."""
    actor = signed_actor(request)
    own = (Can.EDIT_MATTER, Can.SET_TASKS, Can.DRAFT_REPORT)
    ask(actor, [(matter, can) for can in (*own, *rights_for_buttons(matter))])
    may = held(actor, own, matter)
    tasks = list(queries.tasks_of(matter))
    answering = {t.pk for t in tasks if t.answered_at is None and allows(actor, Can.ANSWER_TASK, t)}
    context = {
        "matter": matter,
        "tasks": tasks,
        "answering": answering,
        "returning": matter.state == State.TASKS and holds(actor, Can.RETURN_ANSWER),
        "today": clock.today(),
        "papers": files_of(matter, purpose="paper"),
        "reports": reports_of(matter),
        "may": {can.name.lower(): can in may for can in own},
        "opens_meeting": holds(actor, Can.READ_GROUP),
        "history": trail(matter).order_by("-number")[:60],
    }
    return render(request, "purchasing/group/matter.html", context)


@requires(Can.EDIT_MATTER, GroupMatter, read=Can.READ_MATTER)
@require_http_methods(["GET", "POST"])
def matter_edit(request: HttpRequest, matter: GroupMatter) -> HttpResponse:
    initial = {name: getattr(matter, name) for name in ("kind", "title", "summary", "version")}
    form = MatterForm(request.POST or None, request.FILES or None, matter=matter, initial=initial)

    def act(key: str, **values: Any) -> None:
        actions.edit_matter(signed_actor(request), matter, **values)

    return _edited(request, form, act, matter, _("修改议题"), _("已保存。"))


@requires(Can.DRAFT_REPORT, GroupMatter, read=Can.READ_MATTER)
@require_http_methods(["GET", "POST"])
def report_edit(request: HttpRequest, matter: GroupMatter) -> HttpResponse:
    initial = {"report_text": matter.report_text, "version": matter.version}
    form = TextForm(request.POST or None, initial=initial)

    def act(key: str, **values: Any) -> None:
        actions.draft_report(signed_actor(request), matter, **values)

    return _edited(request, form, act, matter, _("拟写报告"), _("已保存，由组长签发。"))


@requires(Can.READ_MATTER, GroupMatter, related=("group", "meeting"))
@require_safe
def letter(request: HttpRequest, matter: GroupMatter) -> HttpResponse:
    """The report as it would be signed now."""
    if not queries.is_open(matter) or not matter.report_text:
        raise Http404
    return render(request, "purchasing/group/letter.html", {"matter": matter, "letter": letter_context(matter)})


@requires(Can.SET_TASKS, GroupMatter, read=Can.READ_MATTER)
@require_http_methods(["GET", "POST"])
def task_new(request: HttpRequest, matter: GroupMatter) -> HttpResponse:
    form = TaskForm(request.POST or None, today=clock.today(), initial={"version": matter.version})

    def act(key: str, **values: Any) -> None:
        actions.add_task(signed_actor(request), matter, **values)

    return _edited(request, form, act, matter, _("分解任务"), _("已添加，尚未下达。"))


@requires(Can.REMOVE_TASK, GroupTask, related=TASK)
@require_POST
def task_remove(request: HttpRequest, task: GroupTask) -> HttpResponse:
    try:
        actions.remove_task(signed_actor(request), task, version=typed_version(request))
    except Refused as refused:
        messages.error(request, str(refused.refusals[0].message))
    return redirect(task.matter)


@requires(Can.ANSWER_TASK, GroupTask, related=TASK)
@require_http_methods(["GET", "POST"])
def task_answer(request: HttpRequest, task: GroupTask) -> HttpResponse:
    form = AnswerForm(request.POST or None, initial={"answer": task.answer})

    def act(key: str, **values: Any) -> None:
        actions.answer_task(signed_actor(request), task, **values)

    return _edited(request, form, act, task.matter, _("答复任务落实情况"), _("已答复。"), task.text)


@requires(Can.RETURN_ANSWER, GroupTask, related=TASK)
@require_http_methods(["GET", "POST"])
def task_return(request: HttpRequest, task: GroupTask) -> HttpResponse:
    form = ReturnForm(request.POST or None)

    def act(key: str, **values: Any) -> None:
        actions.return_answer(signed_actor(request), task, **values)

    return _edited(request, form, act, task.matter, _("退回补充"), _("已退回。"), task.text)


def _edited(
    request: HttpRequest, form: Any, act: Any, matter: GroupMatter, title: str, said: str, lead: str = ""
) -> HttpResponse:
    def fresh() -> int:
        matter.refresh_from_db(fields=["version"])
        return matter.version

    back = matter.get_absolute_url()
    way = [_list(), (matter.title, back)]
    return answer(request, form, act, title=title, trail=way, said=said, back=back, lead=lead, fresh=fresh)


def _list() -> tuple[str, str]:
    return _("小组议题"), reverse("group-matters")

"""Writes of the group: the moves of a matter, and the edits of its text, its tasks and its report."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.accounts.models import Organization
from portal.files.actions import store_checked
from portal.files.content import Checked
from portal.outbox import declare, emit
from portal.values import clock
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.formkeys import answered, keep
from portal.workflow.numbers import next_number
from portal.workflow.perform import acting, changing
from purchasing.group.flow import GROUP_MATTER
from purchasing.group.models import GroupMatter, GroupMeeting, GroupTask
from purchasing.group.policies import Can
from purchasing.group.reports import request_government_report

ANSWERED, RETURNED = "group_task.answered", "group_task.returned"
declare(ANSWERED, RETURNED)
PAPER, REPLY = "paper", "reply"


def propose(
    actor: Actor, *, kind: str, title: str, summary: str, paper: Checked | None = None, form_key: str = ""
) -> GroupMatter:
    """The office enters a matter; a form pressed twice enters one. Raises Forbidden for anybody else."""
    with acting(actor) as act:
        if key := answered(actor, form_key, GROUP_MATTER.name, lambda row: row.transition == "begin"):
            return GroupMatter.objects.get(pk=key.subject_pk)
        membership = act.membership
        if membership is None:
            raise Forbidden(NOT_ALLOWED)
        unit = membership.organization
        matter = begin_matter(act, group=unit, proposer=unit, kind=kind, title=title, summary=summary)
        if not allows(actor, Can.EDIT_MATTER, matter):
            raise Forbidden(NOT_ALLOWED)
        if paper is not None:
            store_checked(paper, act=act, subject=matter, purpose=PAPER)
        keep(actor, form_key, flow=GROUP_MATTER.name, transition="begin", subject_pk=matter.pk, at=act.at)
        return matter


def begin_matter(act: Act, *, group: Organization, proposer: Organization, **values: Any) -> GroupMatter:
    """Put a matter before a group's office inside a running act; whoever calls it has asked for the right."""
    assert act.user is not None, "a matter is proposed by a person"
    matter = GroupMatter(group=group, proposer=proposer, author=act.user, proposed_at=act.at, **values)
    act.begin(GROUP_MATTER, matter)
    return matter


def edit_matter(
    actor: Actor, matter: GroupMatter, *, version: int, title: str, summary: str, kind: str = "",
    paper: Checked | None = None,
) -> None:  # fmt: skip
    """Save the text of a matter that is on no agenda; a paper is added. Raises Refused("stale-version"), Forbidden."""
    with changing(actor, matter, Can.EDIT_MATTER, verb="group_matter.edit", version=version) as (act, row):
        row.kind, row.title, row.summary = kind or row.kind, title, summary
        row.save(update_fields=["kind", "title", "summary"])
        if paper is not None:
            store_checked(paper, act=act, subject=row, purpose=PAPER)
        act.renew_inbox(GROUP_MATTER, row)


@GROUP_MATTER.performs("put_on_agenda")
def put_on_agenda(matter: GroupMatter, act: Act, *, meeting: GroupMeeting, place: int) -> None:
    matter.meeting, matter.place, matter.reason = meeting, place, ""


@GROUP_MATTER.performs("take_off")
def take_off(matter: GroupMatter, act: Act, *, reason: str) -> None:
    matter.meeting, matter.place, matter.reason = None, None, reason


@GROUP_MATTER.performs("defer")
def defer(matter: GroupMatter, act: Act, *, reason: str) -> None:
    take_off(matter, act, reason=reason)


@GROUP_MATTER.performs("withdraw")
def withdraw(matter: GroupMatter, act: Act, *, reason: str) -> None:
    matter.reason = reason


@GROUP_MATTER.performs("decide")
def decide(matter: GroupMatter, act: Act, *, outcome: str, decision: str) -> None:
    matter.outcome, matter.decision, matter.decided_by, matter.decided_at = outcome, decision, act.user, act.at


def add_task(
    actor: Actor, matter: GroupMatter, *, version: int, organization: Organization, text: str, due_on: date
) -> None:
    """One task more, until they are handed out. Raises Refused("due-passed", "stale-version"), Forbidden."""
    with changing(actor, matter, Can.SET_TASKS, verb="group_matter.add_task", version=version) as (act, row):
        if due_on < clock.day_of(act.at):
            raise Refused(Refusal("due-passed", _("完成期限不能早于今天。"), field="due_on"))
        GroupTask.objects.create(matter=row, organization=organization, text=text, due_on=due_on)


def remove_task(actor: Actor, task: GroupTask, *, version: int) -> None:
    """Take back a task that was not handed out. Raises Refused("stale-version"), Forbidden."""
    with changing(actor, task.matter, Can.SET_TASKS, verb="group_matter.remove_task", version=version) as (act, _row):
        act.remark = f"{task.organization}：{task.text}"
        task.delete()


@GROUP_MATTER.performs("assign")
def assign(matter: GroupMatter, act: Act) -> None:
    """The organisations are told; the state says the rest."""


def answer_task(actor: Actor, task: GroupTask, *, answer: str) -> None:
    """An organisation says how it has carried a task out. Raises Forbidden for anybody else or a second answer."""
    with acting(actor) as act:
        matter = GroupMatter.objects.select_for_update(of=("self",)).get(pk=task.matter_id)
        row = GroupTask.objects.get(pk=task.pk)
        if not allows(actor, Can.ANSWER_TASK, row):
            raise Forbidden(NOT_ALLOWED)
        row.answer, row.answered_by, row.answered_at, row.returned = answer, act.user, act.at, ""
        row.save(update_fields=["answer", "answered_by", "answered_at", "returned"])
        act.record(row, ANSWERED, remark=answer)
        emit(ANSWERED, subject=row, act=act)
        act.renew_inbox(GROUP_MATTER, matter)


def return_answer(actor: Actor, task: GroupTask, *, reason: str) -> None:
    """The office asks for more; the answer given stays to be gone on with. Raises Forbidden."""
    with acting(actor) as act:
        matter = GroupMatter.objects.select_for_update(of=("self",)).get(pk=task.matter_id)
        row = GroupTask.objects.get(pk=task.pk)
        if not allows(actor, Can.RETURN_ANSWER, row):
            raise Forbidden(NOT_ALLOWED)
        row.answered_at, row.returned = None, reason
        row.save(update_fields=["answered_at", "returned"])
        act.record(row, RETURNED, remark=reason)
        emit(RETURNED, subject=row, act=act)
        act.renew_inbox(GROUP_MATTER, matter)


def draft_report(actor: Actor, matter: GroupMatter, *, version: int, report_text: str) -> None:
    """Save the report that the leader will sign. Raises Refused("stale-version"), Forbidden."""
    with changing(actor, matter, Can.DRAFT_REPORT, verb="group_matter.draft_report", version=version) as (act, row):
        row.report_text = report_text
        row.save(update_fields=["report_text"])
        act.renew_inbox(GROUP_MATTER, row)


@GROUP_MATTER.performs("report")
def report(matter: GroupMatter, act: Act) -> None:
    """The report gets its number and its paper."""
    year = clock.day_of(act.at).year
    matter.number, matter.reported_at = f"景购协〔{year}〕{next_number('group_report', year)}号", act.at
    request_government_report(matter, act)


@GROUP_MATTER.performs("record_reply")
def record_reply(matter: GroupMatter, act: Act, *, document: str, on: date, reply: str, scan: Checked) -> None:
    """Raises Refused("reply-too-early", "reply-ahead") for a day before the report or after today."""
    today = clock.day_of(act.at)
    if matter.reported_at is not None and on < clock.day_of(matter.reported_at):
        raise Refused(Refusal("reply-too-early", _("批示日期不能早于报告日期。"), field="on"))
    if on > today:
        raise Refused(Refusal("reply-ahead", _("批示日期不能晚于今天。"), field="on"))
    matter.reply_document, matter.reply_on, matter.reply = document, on, reply
    matter.reply_scan = store_checked(scan, act=act, subject=matter, purpose=REPLY)


@GROUP_MATTER.performs("confirm_reply")
def confirm_reply(matter: GroupMatter, act: Act) -> None:
    matter.reply_confirmed_at = act.at


@GROUP_MATTER.performs("return_reply")
def return_reply(matter: GroupMatter, act: Act, *, reason: str) -> None:
    """The record is made anew; what was recorded stays in the chain and its scan among the papers."""
    matter.reply_document, matter.reply_on, matter.reply, matter.reply_scan = "", None, "", None
    matter.reason = reason

"""Writes of the work calendar: a draft begun and edited, and on approval its days, with every open limit counted anew."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from catalog.rulebook.actions import save_draft
from catalog.workdays.flow import CALENDAR_DRAFT
from catalog.workdays.models import CalendarDraft
from catalog.workdays.policies import Can
from catalog.workdays.queries import proposal_of
from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.statutes.models import WorkCalendar
from portal.values.refusal import NOT_ALLOWED, Forbidden
from portal.workflow.act import Act
from portal.workflow.formkeys import answered, keep
from portal.workflow.perform import acting, changing
from portal.workflow.recount import open_limits, recount


def start_draft(actor: Actor, *, form_key: str = "", **values: Any) -> CalendarDraft:
    """Begin a year's calendar; the same form again gives the same draft. Raises Forbidden for anyone but finance's clerks."""
    with acting(actor) as act:
        done = answered(actor, form_key, CALENDAR_DRAFT.name, lambda row: row.transition == "begin")
        if done:
            return CalendarDraft.objects.get(pk=done.subject_pk)
        if actor.organization_id is None or act.user is None:
            raise Forbidden(NOT_ALLOWED)
        draft = CalendarDraft(finance_id=actor.organization_id, author=act.user, **values)
        act.begin(CALENDAR_DRAFT, draft)
        if not allows(actor, Can.DRAFT_CALENDAR, draft):
            raise Forbidden(NOT_ALLOWED)
        keep(actor, form_key, flow=CALENDAR_DRAFT.name, transition="begin", subject_pk=draft.pk, at=act.at)
        return draft


def edit_draft(actor: Actor, draft: CalendarDraft, *, version: int, **values: Any) -> None:
    """Save the draft. Raises Refused("stale-version", "calendar-draft-closed")."""
    with changing(actor, draft, Can.DRAFT_CALENDAR, verb="calendar_draft.edit", version=version) as (_act, row):
        save_draft(row, values, closed="calendar-draft-closed")


@CALENDAR_DRAFT.performs("submit")
def submit(draft: CalendarDraft, act: Act) -> None:
    draft.reason = ""


@CALENDAR_DRAFT.performs("send_back")
def send_back(draft: CalendarDraft, act: Act, *, reason: str) -> None:
    draft.reason = reason


@CALENDAR_DRAFT.performs("withdraw")
def withdraw(draft: CalendarDraft, act: Act) -> None:
    """Nothing else is written; the draft stays to be read."""


@CALENDAR_DRAFT.performs("approve")
def approve(draft: CalendarDraft, act: Act) -> None:
    """Put the draft's days over what is known of them, and count every open limit anew."""
    rows = [WorkCalendar(date=d.date, kind=d.kind, name=d.name, cites=draft.cites) for d in proposal_of(draft).days]
    WorkCalendar.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["date"], update_fields=["kind", "name", "cites"]
    )
    draft.approved_by, draft.approved_at = act.user, act.at
    recount(act, open_limits(), reason=_("%(draft)s已公布") % {"draft": draft})

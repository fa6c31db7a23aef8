"""Writes of workbooks: keep and check an upload, and put all its items into the plan, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

import portal.statutes as statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.files.actions import store_checked
from portal.files.content import Checked
from portal.files.storage import read_checked
from portal.values import clock
from portal.values.refusal import Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.perform import acting, changing
from purchasing.plan.actions import ItemDraft, write_item
from purchasing.plan.models import AnnualPlan, ItemState, PlanItem
from purchasing.plan.policies import Can as PlanCan
from purchasing.plan.queries import items_of
from purchasing.plan.screening import RULES, screen
from purchasing.workbook.models import PlanWorkbook
from purchasing.workbook.reading import Reading, read


def upload_workbook(actor: Actor, plan: AnnualPlan, checked: Checked) -> PlanWorkbook:
    """Keep a plan's workbook and say what is right and wrong in it; nothing of it is in the plan yet.

    The same file again is checked again and gives the same row. Raises UnreadableTable, Forbidden.
    """
    with acting(actor) as act:
        locked = (
            AnnualPlan.objects.select_for_update(of=("self",)).select_related("purchaser__organization").get(pk=plan.pk)
        )
        if not allows(actor, PlanCan.EDIT_PLAN, locked):
            raise Forbidden(
                Refusal("not-allowed", _("计划已经送审，不能再填报。"), next_step=_("请先由单位负责人退回。"))
            )
        reading = _read(checked.content, locked, act)
        verdict = _verdict(act, locked, reading)
        workbook = PlanWorkbook.objects.filter(plan=locked, sha256=checked.sha256).first()
        if workbook is None:
            assert act.user is not None
            workbook = PlanWorkbook(
                plan=locked, sha256=checked.sha256, uploaded_by=act.user, uploaded_at=act.at,
                file=store_checked(checked, act=act, subject=locked, purpose="workbook"),
            )  # fmt: skip
        workbook.checked_at, workbook.verdict = act.at, verdict
        workbook.save()
        act.record(workbook, "plan.upload_workbook", faults=len(reading.faults), items=len(reading.drafts))
        return workbook


def take_workbook(actor: Actor, workbook: PlanWorkbook, *, version: int | None = None) -> PlanWorkbook:
    """Put every item of the workbook into the draft, all or none: the same number replaces, a new one adds.

    A second press, or the same file again, changes nothing. Raises Refused ("workbook-faulty", "stale-version"), Forbidden.
    """
    if PlanWorkbook.objects.filter(pk=workbook.pk, taken_at__isnull=False).exists():
        return PlanWorkbook.objects.get(pk=workbook.pk)
    with changing(actor, workbook.plan, PlanCan.EDIT_PLAN, verb="plan.take_workbook", version=version) as (act, locked):
        row = PlanWorkbook.objects.select_for_update(of=("self",)).select_related("file").get(pk=workbook.pk)
        if row.taken_at is not None:
            return row
        reading = _read(b"".join(read_checked(row.file)), locked, act)
        if reading.faults:
            raise Refused(
                Refusal(
                    "workbook-faulty",
                    _("表格里有 %(count)s 处不对，没有写入任何事项。") % {"count": len(reading.faults)},
                    next_step=_("请下载带检查结果的表格，改正后重新上传。"),
                )
            )
        _put(act, locked, reading.drafts)
        row.taken_by, row.taken_at = act.user, act.at
        row.save(update_fields=["taken_by", "taken_at"])
        return row


def _read(content: bytes, plan: AnnualPlan, act: Act) -> Reading:
    with override("zh-hans"):  # headings and choices are those that were given out
        return read(content, plan, clock.day_of(act.at))


def _put(act: Act, plan: AnnualPlan, drafts: Mapping[int, ItemDraft]) -> None:
    present = {item.seq: item for item in plan.items.select_for_update(of=("self",))}
    for seq, draft in drafts.items():
        row = present.get(seq) or PlanItem(plan=plan, seq=seq)
        if row.state != ItemState.DRAFT:
            raise Refused(Refusal("item-decided", _("第 %(seq)s 项已经办结，不能用表格替换。") % {"seq": seq}))
        write_item(act, row, draft)


def _verdict(act: Act, plan: AnnualPlan, reading: Reading) -> dict[str, Any]:
    """Faults, and for each item that can be read what is still missing before the plan may be filed.

    The items are written as they would be and looked at, and then taken back.
    """
    present = {item.seq: item.title for item in plan.items.all()}
    hints: dict[int, list[str]] = {}
    if not reading.faults:
        day = clock.day_of(act.at)
        with transaction.atomic(durable=False):
            _put(act, plan, reading.drafts)
            screening = screen(plan, items_of(plan), day, statutes.several(RULES, day))
            hints = {item.seq: [str(p.message) for p in problems] for item, problems in screening.by_item}
            transaction.set_rollback(True)
    return {
        "faults": [asdict(fault) for fault in reading.faults],
        "items": [
            {
                "seq": seq, "title": draft.values["title"], "amount": str(draft.values["amount"]), "tasks": len(draft.tasks),
                "funding": len(draft.funding), "is_new": seq not in present, "hints": hints.get(seq, []),
            }
            for seq, draft in sorted(reading.drafts.items())
        ],
        "kept": [title for seq, title in sorted(present.items()) if seq not in reading.drafts],
    }  # fmt: skip

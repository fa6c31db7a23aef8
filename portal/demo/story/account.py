"""Story steps of a year's end: what is not paid is carried over, the account is drawn up, decided and made public."""

from __future__ import annotations

from datetime import timedelta

import portal.statutes as statutes
from portal.demo.cast import Cast
from portal.demo.story import adjustment as adjustments
from portal.demo.story.intention import At, beijing, check_secrecy
from portal.values import clock
from portal.workflow.deadlines import sweep
from portal.workflow.perform import perform
from purchasing.account.actions import edit_account, start_account
from purchasing.account.flow import FINAL_ACCOUNT
from purchasing.account.models import FinalAccount
from purchasing.adjustment.models import Change
from purchasing.plan.models import AnnualPlan, PlanItem
from purchasing.publication.models import Kind

SC01_PAID_IN_YEAR = 8
CARRIED = beijing(2025, 12, 29, 10)
DRAWN_UP = beijing(2026, 1, 4, 10)
DECIDED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("approve_in_unit", "ph1", {}), ("check", "fo1", {"opinion": "各项数字与预算台账一致，结转依据充分。"}),
    ("confirm", "fa1", {}),
)  # fmt: skip


def close_year(cast: Cast, item: PlanItem, *, at: At = clock.at) -> FinalAccount:
    """The first case at the end of 2025: four months are still to be paid, and go on in 2026."""
    asked = adjustments.ask(
        cast, item, Change.CARRY_OVER, None, "合同服务期至2026年3月，尚有四期未到付款期。", on=CARRIED, at=at
    )
    row = adjustments.decide(
        cast, asked, "合同跨年履行，同意结转；考核扣减部分解除冻结。", on=CARRIED + timedelta(days=1), at=at
    )
    _release(cast, row, Kind.ADJUSTMENT, at)
    return settle(cast, item.plan, {item.pk: "合同跨年履行，其余四期结转下年支付；招标节约70万元。"}, at=at)


def settle(cast: Cast, plan: AnnualPlan, reasons: dict[int, str], *, at: At = clock.at) -> FinalAccount:
    """Drawn up in the first days of the new year, decided a day a step, public when it is checked."""
    with at(DRAWN_UP):
        row = start_account(cast["po1"], plan)
        row = edit_account(cast["po1"], row, reasons, version=row.version)
        perform(FINAL_ACCOUNT, row, "submit_for_review", actor=cast["po1"])
    for hours, (name, login, data) in enumerate(DECIDED, start=1):
        with at(DRAWN_UP + timedelta(hours=hours)):
            perform(FINAL_ACCOUNT, row, name, actor=cast[login], data=dict(data))
    row.refresh_from_db()
    _release(cast, row, Kind.FINAL_ACCOUNT, at)
    row.refresh_from_db()
    return row


def _release(cast: Cast, row: object, kind: str, at: At) -> None:
    decided = row.decided_at  # type: ignore[attr-defined]
    with at(decided + timedelta(hours=1)):
        check_secrecy(cast, row, kind)  # type: ignore[arg-type]
    with at(clock.start_of(statutes.next_working_day(clock.day_of(decided))) + timedelta(hours=9)):
        sweep()

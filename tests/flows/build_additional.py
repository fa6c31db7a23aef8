"""Requests at each state: one before the government's record, the later ones with a record that waits to be confirmed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from portal.demo.cast import Cast
from purchasing.models import AdditionalBudgetRequest
from tests.factories import additional

GAP = additional.GAP
PENDING = {"government_decided": "agreed", "congress_submitted": "refused", "congress_approved": "agreed"}
OPINION = {"stance": "support", "amount": GAP, "opinion": "同意"}
PAPER = {"document": "1号", "on": date(2026, 1, 6), "scan": None}
DATA = {
    "send_back": {"reason": "补正"}, "propose": OPINION, "decide": OPINION, "write_note": {"note": "确需保障"},
    "record_government": {**PAPER, "outcome": "agreed", "amount": Decimal("1440000.00")},
}  # fmt: skip


def build(cast: Cast, state: str) -> AdditionalBudgetRequest:
    fields: dict[str, Any] = (
        {"stance": "partial", "supported": Decimal("1440000.00")} if state == "finance_opinion" else {}
    )
    fields |= {"needs_second": state in ("opinion", "filed"), "chain": {}}
    row = additional.request(cast, state=state, pending=PENDING.get(state, ""), opinion_on=date(2026, 1, 5), **fields)
    if state == "budget_granted":
        bears = row.item.funding.get(amount=Decimal("6200000.00") - GAP)
        bears.amount += GAP
        bears.save()
    return row

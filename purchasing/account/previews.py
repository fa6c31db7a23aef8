"""How an account will read to the public, for the person who checks it for secrets."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portal.values import clock
from purchasing.account.models import FinalAccount
from purchasing.account.queries import ItemAccount, by_item, lines_of, summed
from purchasing.publication.models import Kind
from purchasing.publication.queries import Preview, Table, previews

RELATED = ("plan__purchaser__organization",)
NAMES = ("approved", "adjusted", "committed", "paid", "carried", "freed", "variance")


@previews(Kind.FINAL_ACCOUNT, RELATED)
def account_preview(account: FinalAccount) -> Preview:
    """年度决算: the execution table by item and line, with what departs from the budget and why (预算法 art. 14)."""
    lines = list(lines_of(account))
    total = summed(lines)
    facts: list[tuple[Any, Any]] = [
        (_("购买主体"), account.plan.purchaser.organization.name), (_("年度"), account.plan.fiscal_year),
        (_("批复文号"), account.number or "—"),
        (_("审定时间"), clock.day_of(account.decided_at).isoformat() if account.decided_at else "—"),
        (_("调整后预算（元）"), f"{total.adjusted:,.2f}"), (_("决算支出（元）"), f"{total.paid:,.2f}"),
        (_("结转下年（元）"), f"{total.carried:,.2f}"),
    ]  # fmt: skip
    heads = [_("批复数"), _("调整后预算"), _("签约"), _("决算支出"), _("结转下年"), _("解除冻结"), _("支出减预算")]
    first = [_("购买事项"), _("项目编号")]
    numbers = frozenset(range(len(first), len(first) + len(NAMES)))
    rows = [[row.item.title, row.line.name, *_figures(row)] for row in lines]
    items = [
        [
            row.item.title if row.item else "",
            row.item.ocid or "" if row.item else "",
            *_figures(row),
            row.percent,
            row.reason,
        ]
        for row in by_item(account, lines)
    ]
    return Preview(
        str(account),
        facts,
        tables=[
            Table(_("按事项"), [*first, *heads, _("差异"), _("理由")], items, numbers),
            Table(_("按预算项目"), [_("购买事项"), _("预算项目"), *heads], rows, numbers),
        ],
    )


def _figures(row: ItemAccount | Any) -> list[str]:
    return [f"{getattr(row, name):,.2f}" for name in NAMES]

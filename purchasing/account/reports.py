"""The confirmed account as a paper: finance's reply with the execution table, and the reasons for what departs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.files.access import register_access
from portal.files.models import StoredFile
from portal.reports.actions import request_report
from portal.reports.kinds import register_kind
from portal.reports.models import Report
from portal.workflow.act import Act
from purchasing.account.models import FinalAccount
from purchasing.account.policies import Can
from purchasing.account.queries import by_item, lines_of, summed

PAPER = register_kind(
    "final_account", template="purchasing/account/letter.html", title=_("关于年度政府购买服务决算的批复"), seconds=60
)


def request_paper(account: FinalAccount, act: Act) -> Report:
    """Enter the paper in the confirming act; the worker renders it."""
    return request_report(PAPER.name, account, letter_context(account), act=act, public=False)


def letter_context(account: FinalAccount) -> dict[str, Any]:
    """The paper's contents; amounts in yuan."""
    plan = account.plan
    unit = plan.purchaser.organization.name
    lines = list(lines_of(account))
    total = summed(lines)
    return {
        "title": _("关于%(unit)s%(year)s年度政府购买服务决算的批复") % {"unit": unit, "year": plan.fiscal_year},
        "number": account.number or "",
        "issuer": plan.purchaser.finance.name,
        "to": unit,
        "unit": unit,
        "year": plan.fiscal_year,
        "adjusted": total.adjusted,
        "paid": total.paid,
        "carried": total.carried,
        "freed": total.freed,
        "execution": _execution(lines),
        "departures": _departures(account),
    }


def _execution(lines: list[Any]) -> dict[str, Any]:
    names = ("approved", "adjusted", "committed", "paid", "carried", "freed", "variance")
    heads = (_("批复数"), _("调整后预算"), _("签约"), _("决算支出"), _("结转下年"), _("解除冻结"), _("支出减预算"))
    total = summed(lines)
    return {
        "caption": _("附表一　预算执行（金额单位：元）"),
        "columns": [{"label": _("事项和预算项目"), "css": ""}, *({"label": head, "css": "n"} for head in heads)],
        "rows": [
            [f"{row.item.title}（{row.line.name}）", *(f"{getattr(row, name):,.2f}" for name in names)] for row in lines
        ],
        "foot": [_("合计"), *(f"{getattr(total, name):,.2f}" for name in names)],
    }


def _departures(account: FinalAccount) -> dict[str, Any]:
    return {
        "caption": _("附表二　支出与预算的差异（金额单位：元）"),
        "columns": [
            {"label": _("购买事项"), "css": ""}, {"label": _("支出减预算"), "css": "n w4"}, {"label": _("差异"), "css": "n w3"},
            {"label": _("理由"), "css": ""},
        ],
        "rows": [
            [row.item.title if row.item else "", f"{row.variance:,.2f}", row.percent, row.reason or "—"]
            for row in by_item(account, lines_of(account))
        ],
    }  # fmt: skip


def may_read_paper(actor: Actor | None, file: StoredFile) -> bool:
    """Whoever reads the account reads its paper."""
    row = FinalAccount.objects.filter(pk=file.subject_pk).first()
    return row is not None and allows(actor, Can.READ_ACCOUNT, row)


register_access("purchasing.FinalAccount", may_read_paper)

"""验收单 on paper: signed by the team for the parties, and the result without the recipients' names for the public."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.acceptance.models import Acceptance
from contracts.acceptance.policies import Can
from contracts.acceptance.queries import outcome_of
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.files.access import register_access
from portal.files.models import StoredFile
from portal.reports.actions import request_report
from portal.reports.kinds import register_kind
from portal.reports.models import Report
from portal.reports.templatetags.report import chinese_date
from portal.workflow.act import Act
from purchasing.publication.models import Kind
from purchasing.publication.queries import Preview, Table, previews

TEMPLATE = "contracts/acceptance/paper.html"
SHEET = register_kind("acceptance_sheet", template=TEMPLATE, title=gettext_lazy("履约验收单"))
RESULT = register_kind("acceptance_result", template=TEMPLATE, title=gettext_lazy("履约验收结果"))


def issue_sheet(acceptance: Acceptance, act: Act) -> Report:
    return request_report(SHEET.name, acceptance, sheet_context(acceptance), act=act, public=False)


def issue_public_result(acceptance: Acceptance, act: Act) -> Report:
    return request_report(RESULT.name, acceptance, sheet_context(acceptance, public=True), act=act, public=True)


def sheet_context(acceptance: Acceptance, *, public: bool = False) -> dict[str, Any]:
    """The sheet's contents, amounts in yuan. `public` leaves out who of the recipients said what."""
    contract = acceptance.contract
    kind = RESULT if public else SHEET
    tables = [_items(acceptance)]
    if acceptance.recipients:
        tables.append(_recipients(acceptance, public=public))
    return {
        "title": _("%(title)s（第 %(period)s 期）%(kind)s")
        % {"title": contract.procurement.title, "period": acceptance.period, "kind": kind.title},
        "number": contract.number,
        "issuer": contract.procurement.purchaser.organization.name,
        "facts": [{"label": label, "value": str(value)} for label, value in _facts(acceptance)],
        "tables": tables,
        "signs": [
            {"label": _("验收员"), "name": member.user.display_name}
            for member in acceptance.members.select_related("user").order_by("pk")
        ],
    }


def _facts(acceptance: Acceptance) -> list[tuple[str, object]]:
    contract = acceptance.contract
    return [
        (_("项目编号"), contract.procurement.ocid),
        (_("承接主体"), contract.supplier.organization.name),
        (
            _("服务期"),
            _("%(first)s 至 %(last)s")
            % {
                "first": chinese_date(acceptance.period_from),
                "last": chinese_date(acceptance.period_to),
            },
        ),
        (_("验收日期"), chinese_date(acceptance.decided_at)),
        (_("得分"), f"{acceptance.score:f}"),
        (_("支付比例"), f"{acceptance.pay_rate:f}%"),
        (_("本期应付"), _("%(amount)s 元") % {"amount": f"{acceptance.instalment:,.2f}"}),
        (_("扣减"), _("%(amount)s 元") % {"amount": f"{acceptance.deduction:,.2f}"}),
        (_("应支付"), _("%(amount)s 元") % {"amount": f"{acceptance.payable:,.2f}"}),
        (_("验收意见"), acceptance.opinion),
    ]


def _items(acceptance: Acceptance) -> dict[str, Any]:
    return {
        "caption": _("验收内容"),
        "columns": [
            {"label": _("序号"), "css": "c w1"}, {"label": _("内容"), "css": ""}, {"label": _("要求"), "css": ""},
            {"label": _("分值"), "css": "n w2"}, {"label": _("得分"), "css": "n w2"}, {"label": _("情况"), "css": ""},
        ],
        "rows": [
            [str(item.seq), item.name, item.standard, f"{item.points:f}", f"{item.score:f}", item.finding]
            for item in acceptance.items.all()
        ],
    }  # fmt: skip


def _recipients(acceptance: Acceptance, *, public: bool) -> dict[str, Any]:
    rows = [
        [_("服务对象代表 %(number)s") % {"number": number} if public else row["name"], row["opinion"]]
        for number, row in enumerate(acceptance.recipients, start=1)
    ]
    return {
        "caption": _("服务对象代表意见"),
        "columns": [{"label": _("代表"), "css": "w4"}, {"label": _("意见"), "css": ""}],
        "rows": rows,
    }


@previews(Kind.ACCEPTANCE)
def acceptance_preview(acceptance: Acceptance) -> Preview:
    """What the public will read of a period's result, the names of the team included."""
    context = sheet_context(acceptance, public=True)
    parties = [
        (_("合同编号"), acceptance.contract.number),
        (_("采购人"), acceptance.contract.procurement.purchaser.organization.name),
        (_("验收结论"), outcome_of(acceptance)),
    ]
    team = [[sign["name"]] for sign in context["signs"]]
    return Preview(
        title=context["title"],
        facts=[*parties, *((fact["label"], fact["value"]) for fact in context["facts"])],
        tables=[
            *(Table(t["caption"], [c["label"] for c in t["columns"]], t["rows"]) for t in context["tables"]),
            Table(_("验收小组"), [_("姓名")], team),
        ],
    )


def may_read_sheet(actor: Actor | None, file: StoredFile) -> bool:
    return visible(actor, Can.READ_ACCEPTANCE, Acceptance.objects.filter(pk=file.subject_pk)).exists()


register_access("contracts.acceptance", may_read_sheet)

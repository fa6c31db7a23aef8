"""支付单 on paper, split by budget line; and what the public reads of a payment."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.payment.models import PaymentRequest
from contracts.payment.policies import Can
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.files.access import register_access
from portal.files.models import StoredFile
from portal.reports.actions import request_report
from portal.reports.kinds import register_kind
from portal.reports.models import Report
from portal.reports.templatetags.report import chinese_date
from portal.values import clock
from portal.workflow.act import Act
from purchasing.publication.models import Kind
from purchasing.publication.queries import Preview, previews

VOUCHER = register_kind(
    "payment_voucher", template="contracts/payment/paper.html", title=gettext_lazy("财政资金支付单")
)


def issue_voucher(payment: PaymentRequest, act: Act) -> Report:
    return request_report(VOUCHER.name, payment, voucher_context(payment), act=act, public=False)


def voucher_context(payment: PaymentRequest) -> dict[str, Any]:
    """The voucher's contents, amounts in yuan."""
    contract, acceptance = payment.contract, payment.acceptance
    facts = [
        (_("合同"), f"{contract.number} {contract.title}"),
        (_("项目编号"), contract.procurement.ocid),
        (_("期次"), _("第 %(period)s 期，%(first)s 至 %(last)s") % {
            "period": acceptance.period,
            "first": chinese_date(acceptance.period_from), "last": chinese_date(acceptance.period_to),
        }),
        (_("验收得分"), f"{acceptance.score:f}"),
        (_("收款人"), payment.payee_name),
        (_("收款账户"), f"{payment.payee_bank} {payment.payee_account}"),
        (_("发票"), f"{payment.invoice_number}（{chinese_date(payment.invoice_on)}）"),
        (_("支付日期"), chinese_date(payment.paid_at)),
        (_("应付截止日"), chinese_date(payment.due_on)),
    ]  # fmt: skip
    lines = payment.lines.select_related("hold__line").order_by("hold__line_id")
    return {
        "title": _("财政资金支付单"),
        "number": payment.voucher,
        "issuer": contract.procurement.purchaser.finance.name,
        "amount": payment.amount,
        "facts": [{"label": label, "value": value} for label, value in facts],
        "tables": [
            {
                "caption": _("按预算项目列支（金额单位：元）"),
                "columns": [
                    {"label": _("预算科目"), "css": "c w3"}, {"label": _("预算项目"), "css": ""},
                    {"label": _("金额"), "css": "n w3"},
                ],
                "rows": [[row.hold.line.code, row.hold.line.name, f"{row.amount:,.2f}"] for row in lines],
                "foot": [_("合计"), "", f"{payment.amount:,.2f}"],
            }
        ],
    }  # fmt: skip


@previews(Kind.PAYMENT)
def payment_preview(payment: PaymentRequest) -> Preview:
    """What the public will read of a payment: period, parties, amount, days, voucher; no account, no invoice."""
    contract = payment.contract
    return Preview(
        title=_("%(title)s第 %(period)s 期支付情况")
        % {"title": contract.procurement.title, "period": payment.acceptance.period},
        facts=[
            (_("合同编号"), contract.number),
            (_("采购人"), contract.procurement.purchaser.organization.name),
            (_("收款单位"), contract.supplier.organization.name),
            (_("支付金额（元）"), f"{payment.amount:,.2f}"),
            (_("应付截止日"), payment.due_on),
            (_("支付日期"), clock.day_of(payment.paid_at) if payment.paid_at else ""),
            (_("支付凭证号"), payment.voucher or "—"),
        ],
    )


def may_read_voucher(actor: Actor | None, file: StoredFile) -> bool:
    return visible(actor, Can.READ_PAYMENT, PaymentRequest.objects.filter(pk=file.subject_pk)).exists()


register_access("contracts.paymentrequest", may_read_voucher)

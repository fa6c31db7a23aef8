"""What the public reads of a refund."""

from __future__ import annotations

from django.utils.translation import gettext as _

from contracts.refund.models import Refund
from portal.values import clock
from purchasing.publication.models import Kind
from purchasing.publication.queries import Preview, previews


@previews(Kind.REFUND)
def refund_preview(refund: Refund) -> Preview:
    """Period, parties, the amount as a negative payment, days, ground; no receipt, no explanation."""
    contract = refund.payment.contract
    return Preview(
        title=_("%(title)s第 %(period)s 期支付退回情况")
        % {"title": contract.procurement.title, "period": refund.payment.acceptance.period},
        facts=[
            (_("合同编号"), contract.number),
            (_("采购人"), contract.procurement.purchaser.organization.name),
            (_("退款单位"), contract.supplier.organization.name),
            (_("期次"), refund.payment.acceptance.period),
            (_("支付金额（元）"), f"{-refund.amount:,.2f}"),
            (_("退回原因"), refund.get_ground_display()),
            (_("收到日期"), refund.received_on),
            (_("确认日期"), clock.day_of(refund.decided_at) if refund.decided_at else ""),
            (_("原支付凭证号"), refund.payment.voucher),
            (_("退回编号"), refund.number or "—"),
        ],
    )

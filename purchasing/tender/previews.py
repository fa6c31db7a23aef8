"""How notice, clarification and termination will read to the public, for the person who checks them for secrets."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from portal.values import clock
from purchasing.procurement.models import Procurement
from purchasing.publication.models import Kind
from purchasing.publication.queries import Preview, Table, previews
from purchasing.tender.models import Clarification

PROCUREMENT = ("purchaser__organization", "agency", "document")


@previews(Kind.NOTICE, PROCUREMENT)
def notice_preview(procurement: Procurement) -> Preview:
    """采购公告: what is bought, who may bid, how it is judged, until when (财政部令第87号 第十三条)."""
    document = procurement.document
    criteria = [[c.name, f"{c.points:f}", c.standard] for c in document.criteria.all()]
    price = [str(_("价格")), str(document.price_weight), str(_("低价优先法"))]
    conditions = [[row["code"], row["text"]] for row in document.qualification]
    return Preview(
        _("%(title)s公开招标公告") % {"title": procurement.title},
        facts=[
            (_("项目编号"), procurement.ocid),
            (_("采购人"), procurement.purchaser.organization.name),
            (_("采购代理机构"), procurement.agency.name),
            (_("采购方式"), procurement.get_method_display()),
            (_("实施计划备案号"), procurement.filing_number or "—"),
            (_("预算金额（元）"), f"{procurement.budget:,.2f}"),
            (_("最高限价（元）"), f"{procurement.ceiling:,.2f}" if procurement.ceiling is not None else "—"),
            (_("投标截止时间"), _instant(procurement.closes_at)),
            (_("接受联合体"), _("是") if document.allows_consortium else _("否")),
            (_("开标地点"), document.opening_place),
            (_("联系方式"), document.contact or "—"),
        ],
        paragraphs=[document.scope],
        tables=[
            Table(_("投标人资格条件"), [_("编号"), _("条件")], conditions),
            Table(_("评审因素"), [_("因素"), _("分值"), _("评分标准")], [price, *criteria], frozenset({1})),
        ],
    )


@previews(Kind.CLARIFICATION, ("procurement__purchaser__organization",))
def clarification_preview(clarification: Clarification) -> Preview:
    """澄清更正公告: the text, and the new closing time where there is one."""
    return Preview(
        str(clarification),
        facts=[
            (_("采购人"), clarification.procurement.purchaser.organization.name),
            (_("首次公告日期"), _day(clarification.procurement.announced_at)),
            (_("新的投标截止时间"), _instant(clarification.new_closes_at)),
        ],
        paragraphs=[clarification.text],
    )


@previews(Kind.TERMINATION, ("purchaser__organization", "agency"))
def termination_preview(procurement: Procurement) -> Preview:
    """终止公告: how the procurement ended and why (财政部令第87号 第二十九条)."""
    return Preview(
        _("%(title)s终止公告") % {"title": procurement.title},
        facts=[
            (_("采购人"), procurement.purchaser.organization.name),
            (_("采购代理机构"), procurement.agency.name),
            (_("状态"), str(procurement.get_state_display())),
            (_("公告时间"), _instant(procurement.announced_at)),
        ],
        paragraphs=[procurement.end_reason],
    )


def _instant(moment: datetime | None) -> str:
    return clock.local(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"


def _day(moment: datetime | None) -> str:
    return clock.day_of(moment).isoformat() if moment else "—"

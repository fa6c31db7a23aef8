"""The tender: notice, clarification, the fingerprints at closing, how it ended, the result."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from disclosure.exposure.preparation import summary_of_item
from disclosure.exposure.registry import Column, Exposure, Field, Masked, Summary, expose
from portal import statutes
from portal.values import clock
from purchasing.award.queries import experts_of
from purchasing.models import (
    Award,
    BidVersion,
    Clarification,
    OpenedBid,
    Procurement,
    TenderDocument,
)
from purchasing.publication.models import Kind

CLOSING, ENDING = "closing", "ending"
_NEVER_BIDDERS = Masked(
    _("获取文件与投标的单位名称（开标前）"), "政府采购法实施条例 第三十四条；财政部令第87号 第二十六条"
)
_NEVER_SCORES = Masked(_("评委个人打分、其他投标人总分"), "财政部令第87号 第六十六条")


def summary_of(procurement: Procurement, title: str = "", **more: Any) -> Summary:
    """What lists show of one procurement; `more` overrides."""
    values: dict[str, Any] = {
        "ocid": procurement.ocid,
        "purchaser": procurement.purchaser.organization,
        "catalogue_item": procurement.catalogue_item,
        "method": procurement.method,
        "fiscal_year": procurement.fiscal_year,
        "amount": procurement.budget,
        "closes_at": procurement.closes_at,
    }
    return summary_of_item(
        procurement.plan_item, title or procurement.title, **{"expected_month": None, **values, **more}
    )


def _document(procurement: Procurement) -> TenderDocument:
    return TenderDocument.objects.get(procurement=procurement)


def _criteria(procurement: Procurement) -> list[dict[str, Any]]:
    document = _document(procurement)
    rows = [{"name": str(_("价格")), "points": document.price_weight, "standard": str(_("低价优先法"))}]
    return rows + [{"name": c.name, "points": c.points, "standard": c.standard} for c in document.criteria.all()]


NOTICE = expose(
    Exposure(
        Kind.NOTICE,
        _("招标公告"),
        "notices",
        "publication.release",
        (
            Field("purchaser", _("采购人"), lambda p: p.purchaser.organization.name, "财政部令第87号 第十三条"),
            Field("agency", _("采购代理机构"), lambda p: p.agency.name, "财政部令第87号 第十三条"),
            Field("method", _("采购方式"), lambda p: p.get_method_display(), "财政部令第87号 第十三条"),
            Field("filing_number", _("实施计划备案号"), lambda p: p.filing_number, "财政部令第87号 第十三条"),
            Field("budget", _("预算金额（元）"), lambda p: p.budget, "财政部令第87号 第十三条", "money"),
            Field("ceiling", _("最高限价（元）"), lambda p: p.ceiling, "财政部令第87号 第十三条", "money"),
            Field("scope", _("采购内容及要求"), lambda p: _document(p).scope, "财政部令第87号 第十三条", "paragraph"),
            Field("qualification", _("投标人资格条件"), lambda p: [q["text"] for q in _document(p).qualification], "财政部令第87号 第十三条", "list"),
            Field("allows_consortium", _("接受联合体"), lambda p: _document(p).allows_consortium, "财政部令第87号 第十三条", "flag"),
            Field("criteria", _("评审因素"), _criteria, "财政部令第87号 第五十五条", "table", (
                Column("name", _("评审因素")), Column("points", _("分值"), "number"), Column("standard", _("评分标准")),
            )),
            Field("documents_until", _("文件获取截止"), lambda p: p.documents_until, "R-21", "day"),
            Field("closes_at", _("投标截止时间"), lambda p: p.closes_at, "R-23", "instant"),
            Field("opening_place", _("开标地点"), lambda p: _document(p).opening_place, "财政部令第87号 第十三条"),
            Field("contact", _("联系方式"), lambda p: _document(p).contact, "财政部令第87号 第十三条"),
        ),
        summary_of,
        rule="财政部令第87号 第十三条",
        masked=(_NEVER_BIDDERS,),
    )
)  # fmt: skip


def _clarified(clarification: Clarification) -> Summary:
    return summary_of(
        clarification.procurement,
        str(clarification),
        closes_at=clarification.new_closes_at or clarification.procurement.closes_at,
    )


CLARIFICATION = expose(
    Exposure(
        Kind.CLARIFICATION,
        _("澄清更正公告"),
        "notices",
        "publication.release",
        (
            Field("purchaser", _("采购人"), lambda c: c.procurement.purchaser.organization.name, "R-24-tender"),
            Field("procurement", _("原公告项目"), lambda c: c.procurement.title, "R-24-tender"),
            Field("announced_at", _("首次公告日期"), lambda c: c.procurement.announced_at, "R-24-tender", "day"),
            Field("seq", _("序号"), lambda c: c.seq, "R-24-tender", "number"),
            Field("text", _("澄清内容"), lambda c: c.text, "R-24-tender", "paragraph"),
            Field("new_closes_at", _("新的投标截止时间"), lambda c: c.new_closes_at, "R-24-tender", "instant"),
        ),
        _clarified,
        rule="R-24-tender",
        masked=(Masked(_("提问的供应商"), "财政部令第87号 第二十七条"),),
    )
)


def _fingerprints(procurement: Procurement) -> list[dict[str, Any]]:
    """The last sealed version of each bid that counts, in the order of the fingerprints: it tells no order of arrival."""
    versions = BidVersion.objects.filter(
        bid__procurement=procurement, bid__state__in=("sealed", "returned_unopened", "opened")
    )
    latest = versions.order_by("bid_id", "-number").distinct("bid_id")
    return [{"commitment": value} for value in sorted(latest.values_list("commitment", flat=True))]


CLOSED = expose(
    Exposure(
        CLOSING,
        _("投标封存指纹"),
        "notices",
        "procurement.close",
        (
            Field("purchaser", _("采购人"), lambda p: p.purchaser.organization.name, "平台规则：截止即公开封存指纹"),
            Field("closed_at", _("截止时间"), lambda p: p.closed_at or p.closes_at, "平台规则：截止即公开封存指纹", "instant"),
            Field("fingerprints", _("已封存投标的指纹（SHA-256）"), _fingerprints, "平台规则：截止即公开封存指纹", "table", (
                Column("commitment", _("封存指纹"), "hash"),
            )),
        ),
        lambda p: summary_of(p, str(_("%(title)s投标封存指纹") % {"title": p.title})),
        rule="平台规则：截止即公开封存指纹",
        masked=(_NEVER_BIDDERS,),
    )
)  # fmt: skip

ENDED = expose(
    Exposure(
        ENDING,
        _("采购活动终止情况"),
        "notices",
        "procurement.fail_insufficient, procurement.void, procurement.terminate",
        (
            Field("purchaser", _("采购人"), lambda p: p.purchaser.organization.name, "财政部令第87号 第二十九条"),
            Field("outcome", _("状态"), lambda p: p.get_state_display(), "财政部令第87号 第二十九条"),
            Field("announced_at", _("公告时间"), lambda p: p.announced_at, "财政部令第87号 第二十九条", "instant"),
            Field("closed_at", _("截止时间"), lambda p: p.closed_at, "财政部令第87号 第二十九条", "instant"),
        ),
        lambda p: summary_of(p, str(_("%(title)s采购活动终止") % {"title": p.title})),
        rule="财政部令第87号 第二十九条",
        masked=(Masked(_("终止理由（终止公告经保密审查后公布）"), "政府信息公开条例 第十七条"), _NEVER_BIDDERS),
    )
)

TERMINATION = expose(
    Exposure(
        Kind.TERMINATION,
        _("终止公告"),
        "notices",
        "publication.release",
        (
            Field("purchaser", _("采购人"), lambda p: p.purchaser.organization.name, "财政部令第87号 第二十九条"),
            Field("agency", _("采购代理机构"), lambda p: p.agency.name, "财政部令第87号 第二十九条"),
            Field("outcome", _("状态"), lambda p: p.get_state_display(), "财政部令第87号 第二十九条"),
            Field("announced_at", _("公告时间"), lambda p: p.announced_at, "财政部令第87号 第二十九条", "instant"),
            Field("reason", _("终止理由"), lambda p: p.end_reason, "政府采购法 第三十六条", "paragraph"),
        ),
        lambda p: summary_of(p, str(_("%(title)s终止公告") % {"title": p.title})),
        rule="财政部令第87号 第二十九条",
    )
)


def award_of(procurement: Procurement) -> Award:
    return Award.objects.select_related("supplier__organization", "procurement").get(procurement=procurement)


def _committee(procurement: Procurement) -> list[str]:
    """Names become public with the result (O87 art. 69), the same as were checked, without what each gave."""
    return [member.user.display_name for member in experts_of(procurement)]


def _prices(procurement: Procurement) -> list[dict[str, Any]]:
    rows = OpenedBid.objects.filter(opening__procurement=procurement)
    return [{"supplier": row.supplier_name, "price": row.price} for row in rows]


def _notice_until(procurement: Procurement) -> date | None:
    """The last day of the notice's period, after which challenges run (R-31)."""
    at = procurement.result_at
    return statutes.due("R-31-period", clock.day_of(at)).date if at else None


def _result_summary(procurement: Procurement) -> Summary:
    award = award_of(procurement)
    organization = award.supplier.organization
    return summary_of(
        procurement, str(_("%(title)s中标结果") % {"title": procurement.title}), closes_at=None, amount=award.amount,
        supplier=organization, supplier_name=organization.name,
    )  # fmt: skip


RESULT = expose(
    Exposure(
        Kind.RESULT,
        _("中标结果公告"),
        "results",
        "publication.release",
        (
            Field("purchaser", _("采购人"), lambda p: p.purchaser.organization.name, "R-31-notice"),
            Field("agency", _("采购代理机构"), lambda p: p.agency.name, "R-31-notice"),
            Field("supplier", _("中标供应商"), lambda p: award_of(p).supplier.organization.name, "R-31-notice"),
            Field("supplier_uscc", _("统一社会信用代码"), lambda p: award_of(p).supplier.organization.uscc, "R-31-notice"),
            Field("supplier_address", _("供应商地址"), lambda p: award_of(p).supplier.organization.address, "R-31-notice"),
            Field("amount", _("中标金额（元）"), lambda p: award_of(p).amount, "R-31-notice", "money"),
            Field("total_score", _("中标人总得分"), lambda p: award_of(p).total_score, "财办库〔2023〕243号", "number"),
            Field("scope", _("服务内容及要求"), lambda p: _document(p).scope, "R-31-notice", "paragraph"),
            Field("committee", _("评审委员会成员"), _committee, "财政部令第87号 第六十九条", "list"),
            Field("prices", _("开标唱读的投标报价"), _prices, "财政部令第87号 第四十一条", "table", (
                Column("supplier", _("投标人")), Column("price", _("投标报价（元）"), "money"),
            )),
            Field("notice_until", _("公告期限截止"), _notice_until, "R-31-period", "day"),
            Field("challenges_until", _("质疑期截止"), lambda p: award_of(p).challenges_until, "R-81", "day"),
        ),
        _result_summary,
        rule="R-31-notice",
        masked=(_NEVER_SCORES, Masked(_("其他投标人的投标内容"), "财政部令第87号 第六十六条")),
    )
)  # fmt: skip

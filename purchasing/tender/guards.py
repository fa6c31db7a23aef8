"""Why a tender document is not ready, and why a clarification comes too late."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

import portal.statutes as statutes
from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.plan.models import PlanItem
from purchasing.procurement.methods import rules_of
from purchasing.procurement.models import Procurement
from purchasing.procurement.models import State as ProcurementState
from purchasing.tender.models import Clarification, TenderDocument
from purchasing.tender.queries import document_of, screened

CHECKLIST = ("R-70", "R-71", "R-72")
HUNDRED = Decimal(100)


def document_is_complete(procurement: Procurement, act: Act) -> Refusal | None:
    """Conditions, criteria, price sheet, texts, ceiling and closing time are all there (财政部令第87号 第二十条)."""
    document = document_of(procurement)
    missing = _missing(document) if document else []
    if document and not missing:
        return None
    return Refusal(
        "document-incomplete",
        _("采购文件还缺：%(parts)s。") % {"parts": "、".join(str(part) for part in missing)}
        if document
        else _("采购文件尚未编制。"),
        article="政府采购货物和服务招标投标管理办法 第二十条",
        next_step=_("请补充后再定稿。"),
    )


def _missing(document: TenderDocument) -> list[object]:
    parts = [
        (_("资格条件"), document.qualification), (_("采购内容及要求"), document.scope.strip()),
        (_("合同草案"), document.contract_draft.strip()), (_("评审因素"), document.criteria.exists()),
        (_("报价表"), document.price_items.exists()), (_("最高限价"), document.ceiling), (_("投标截止时间"), document.closes_at),
        (_("合规自查"), all(document.confirmations.get(code) for code in CHECKLIST)),
    ]  # fmt: skip
    return [label for label, value in parts if not value]


def points_make_a_hundred(procurement: Procurement, act: Act) -> Refusal | None:
    """The points of all criteria and the price weight make 100 (财政部令第87号 第五十五条)."""
    document = document_of(procurement)
    if document is None:
        return None
    points = document.criteria.aggregate(sum=Sum("points"))["sum"] or Decimal(0)
    if points + document.price_weight == HUNDRED:
        return None
    return Refusal(
        "points-not-hundred",
        _("评审因素分值 %(points)s 与价格分值 %(price)s 之和应为 100。")
        % {"points": points, "price": document.price_weight},
        article="政府采购货物和服务招标投标管理办法 第五十五条",
        next_step=_("请调整分值。"),
    )


def price_weight_is_lawful(procurement: Procurement, act: Act) -> Refusal | None:
    """The price counts at least as much as the law wants (财政部令第87号 第五十五条)."""
    document = document_of(procurement)
    ruling = act.rule(rules_of(procurement.method).price_weight, clock.day_of(act.at))
    if document is None or document.price_weight >= ruling.value:
        return None
    return Refusal(
        "price-weight-too-low",
        _("服务项目的价格分值不得低于 %(least)s。") % {"least": ruling.whole},
        rule="R-39", article=ruling.cites, next_step=_("请调整价格分值。"),
    )  # fmt: skip


def small_business_rate_is_lawful(procurement: Procurement, act: Act) -> Refusal | None:
    """The prices of small businesses are reduced by a rate within the range of the day; by none where all bidders are small."""
    document = document_of(procurement)
    if document is None:
        return None
    if procurement.plan_item.reservation == PlanItem.Reservation.WHOLE:
        return _no_deduction(document)
    day = clock.day_of(act.at)
    least, most = act.rule("R-79-small-min", day), act.rule("R-79-small-max", day)
    if least.value <= document.small_business_rate <= most.value:
        return None
    return Refusal(
        "small-business-rate",
        _("小微企业价格扣除比例应在 %(least)s%% 至 %(most)s%% 之间。") % {"least": least.whole, "most": most.whole},
        rule="R-79", article=least.cites, next_step=_("请调整扣除比例。"),
    )  # fmt: skip


def _no_deduction(document: TenderDocument) -> Refusal | None:
    if document.small_business_rate == 0:
        return None
    return Refusal(
        "small-business-rate",
        _("整体预留给中小企业采购的项目，评审时不再扣除小微企业的报价，扣除比例应为零。"),
        rule="R-79", article="政府采购促进中小企业发展管理办法 第九条", next_step=_("请把扣除比例改为零。"),
    )  # fmt: skip


def no_forbidden_condition(procurement: Procurement, act: Act) -> Refusal | None:
    """No condition of scale; nothing that favours a place, an ownership or a brand without an explanation on record."""
    document = document_of(procurement)
    found = screened(document) if document else []
    scale = [f for f in found if f.rule == "R-70"]
    other = [f for f in found if f.rule == "R-71"]
    if not scale and (not other or (document and document.explanation.strip())):
        return None
    code = "R-70" if scale else "R-71"
    words = "、".join(dict.fromkeys(f.word for f in scale or other))
    return Refusal(
        "scale-condition" if scale else "discriminating-condition",
        _("资格条件或评审因素含有“%(words)s”，涉嫌以不合理条件限制供应商。") % {"words": words},
        rule=code,
        article=act.rule(code, clock.day_of(act.at)).cites,
        next_step=_("请删除。") if scale else _("请删除，或在自查说明中写明该表述并非差别待遇的理由。"),
    )


def bids_are_still_received(clarification: Clarification, act: Act) -> Refusal | None:
    """The procurement receives bids and the closing time is ahead (财政部令第87号 第二十七条)."""
    procurement = clarification.procurement
    closes_at = procurement.closes_at
    if procurement.state == ProcurementState.RECEIVING and closes_at is not None and act.at < closes_at:
        return None
    return Refusal(
        "bids-closed",
        _("本项目不在征集投标期内，不能澄清或更正采购文件。"),
        article="政府采购货物和服务招标投标管理办法 第二十七条",
    )


def enough_time_remains(clarification: Clarification, act: Act) -> Refusal | None:
    """What may affect bids is told the full days of the law before the closing, else the closing moves (R-24)."""
    procurement, today = clarification.procurement, clock.day_of(act.at)
    closes_at = clarification.new_closes_at or procurement.closes_at
    if closes_at is None:
        return None
    if clarification.new_closes_at and procurement.closes_at and clarification.new_closes_at <= procurement.closes_at:
        return Refusal(
            "closing-moved-forward", _("投标截止时间只能推迟，不能提前。"), rule="R-24", field="new_closes_at"
        )
    if not clarification.affects_bids:
        return None
    code = rules_of(procurement.method).clarification
    earliest = statutes.earliest(code, today)
    assert earliest.ruling is not None
    act.rules[code] = earliest.ruling
    if clock.day_of(closes_at) >= earliest.date:
        return None
    return Refusal(
        "clarification-too-late",
        _("可能影响投标的澄清须在截止前至少 %(period)s 发出；今天发布的，投标截止应不早于 %(day)s。")
        % {"period": earliest.ruling.phrase, "day": earliest.date.isoformat()},
        rule="R-24", article=earliest.ruling.cites, next_step=_("请顺延投标截止时间。"),
    )  # fmt: skip

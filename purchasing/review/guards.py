"""Reasons to refuse a step of the review."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal import statutes
from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.plan.models import PlanItem
from purchasing.procurement.models import Procurement
from purchasing.procurement.queries import law_day, minimum_bidders
from purchasing.review import queries


def every_bid_is_checked(procurement: Procurement, act: Act) -> Refusal | None:
    """Each opened bid has a finding on each qualification condition (O87 art. 44)."""
    wanted = queries.conditions(procurement)
    unchecked = [
        b.supplier.organization.name for b in queries.opened_bids(procurement) if not queries.is_checked(b, wanted)
    ]
    if not unchecked:
        return None
    return Refusal(
        "qualification-incomplete",
        _("还有投标人未逐条完成资格审查：%(names)s。") % {"names": "、".join(unchecked)},
        article="政府采购货物和服务招标投标管理办法 第四十四条",
        next_step=_("请在资格审查表中逐条填写结论，不符合的写明理由。"),
    )


def enough_bids_qualify(procurement: Procurement, act: Act) -> Refusal | None:
    """As many bidders as the law wants qualify, else there is no review (O87 art. 44, R-44)."""
    rule = minimum_bidders(procurement)
    act.rules[rule.code] = rule
    if len(queries.qualified_bids(procurement)) >= rule.whole:
        return None
    return Refusal(
        "too-few-qualified",
        _("合格投标人不足 %(least)s 家，不得评标。") % {"least": rule.whole},
        rule="R-44",
        article=rule.cites,
        next_step=_("请由采购人按政府采购法第三十六条予以废标。"),
    )


def enough_bids_conform(procurement: Procurement, act: Act) -> Refusal | None:
    """As many bids as the law wants meet the document in substance, else nothing is ranked (O87 art. 43, R-44)."""
    rule = minimum_bidders(procurement)
    act.rules[rule.code] = rule
    if len(queries.conforming_bids(procurement)) >= rule.whole:
        return None
    return Refusal(
        "too-few-conforming",
        _("实质性响应招标文件的投标人不足 %(least)s 家，不得打分和推荐中标候选人。") % {"least": rule.whole},
        rule="R-44",
        article=rule.cites,
        next_step=_("请由采购人按政府采购法第三十六条予以废标。"),
    )


def representatives_are_enough(item: PlanItem, act: Act) -> Refusal | None:
    """The unit appoints as many representatives as the committee of this item will have (R-32, O87 art. 47)."""
    given = act.data.get("representatives")
    if given is None:
        return None
    day = clock.day_of(act.at)
    members, experts = queries.size_of_committee(item, item.amount, day)
    if len(given) >= members - experts:
        return None
    return Refusal(
        "representatives-missing",
        _("评标委员会由 %(members)s 人组成，其中采购人代表 %(wanted)s 人，现在只任命了 %(found)s 人。")
        % {"members": members, "wanted": members - experts, "found": len(given)},
        rule="R-32",
        article=act.rule("R-32-members", day).cites,
        next_step=_("请补足采购人代表。"),
        field="representatives",
    )


def report_is_signed(procurement: Procurement, act: Act) -> Refusal | None:
    """Every member has signed the ranked list (O87 arts. 58, 61)."""
    members = queries.members_of(procurement)
    if members and all(m.signed_at for m in members) and queries.ranking_of(procurement):
        return None
    return Refusal(
        "report-unsigned",
        _("评审报告尚未由全体评委签署。"),
        article="政府采购货物和服务招标投标管理办法 第六十一条",
        next_step=_("请评委在“我的评审”中签署；有异议的写明不同意见后签署。"),
    )


def committee_is_complete(procurement: Procurement, act: Act) -> Refusal | None:
    """The committee has its lawful size, its lawful share of experts, a chair who is an expert (R-32, O87 art. 47)."""
    members = queries.members_of(procurement)
    size, experts = queries.committee_size(procurement)
    chairs = [m for m in members if m.is_chair and m.kind == "expert"]
    if len(members) == size and sum(m.kind == "expert" for m in members) >= experts and len(chairs) == 1:
        return None
    return Refusal(
        "committee-incomplete",
        _("评标委员会应为 %(size)s 人，其中专家不少于 %(experts)s 人，并推选一名专家任组长。")
        % {"size": size, "experts": experts},
        rule="R-32",
        article=act.rule("R-32-members", law_day(procurement)).cites,
        next_step=_("请完成专家抽取、确认采购人代表并登记组长。"),
    )


def draw_was_watched(procurement: Procurement, act: Act) -> Refusal | None:
    """A supervisor watched the draw of experts."""
    committee = queries.committee_of(procurement)
    if committee and committee.watched_at:
        return None
    return Refusal("draw-unwatched", _("专家抽取尚未经监督人员见证。"), next_step=_("请监督机关在项目页确认见证抽取。"))


def draw_is_recent(procurement: Procurement, act: Act) -> Refusal | None:
    """Experts are not drawn longer before the review than the law lets (R-35)."""
    committee = queries.committee_of(procurement)
    if committee is None:
        return None
    earliest = statutes.not_before("R-35", clock.day_of(act.at))
    if clock.day_of(committee.drawn_at) >= earliest.date:
        return None
    return Refusal(
        "draw-too-early",
        _("专家抽取不得早于 %(day)s。") % {"day": earliest.date},
        rule="R-35",
        article=earliest.ruling.cites,
        next_step=_("请重新抽取专家。"),
    )


def all_have_declared(procurement: Procurement, act: Act) -> Refusal | None:
    """Every member has declared that no conflict of interest exists (IR art. 9, SD5)."""
    silent = [m for m in queries.members_of(procurement) if m.declared_at is None]
    if not silent:
        return None
    return Refusal(
        "declaration-missing",
        _("还有 %(count)s 名评委未签署回避声明。") % {"count": len(silent)},
        rule="SD5",
        article="政府采购法实施条例 第九条",
        next_step=_("请评委在“我的评审”中先作声明。"),
    )

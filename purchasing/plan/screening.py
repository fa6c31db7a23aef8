"""What is still missing or wrong in a plan item before it may be filed (handbook §3.1): pure checks, all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.statutes.queries import Ruling
from purchasing.budget.models import Category
from purchasing.plan.models import AnnualPlan, PlanItem
from purchasing.plan.slices import in_words, months_left, slices_of, years_of
from purchasing.plan.slices import total_of as sum_of
from purchasing.plan.wording import ANSWERABLE, SCALE, hints_of, scale_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

ZERO = Decimal("0.00")
RULES = ("R-05", "R-60-usual", "R-60-maximum", SCALE, *ANSWERABLE)
UNFUNDED = (Category.ADDITIONAL_BUDGET, Category.NO_BUDGET)
ONE_YEAR = (Category.EXISTING_EARMARKED, *UNFUNDED)
"""Money that is to be used within the year, or that is not there yet."""
SEED = "景德镇市政府向社会力量购买服务实施意见 二（四）"
O102 = "政府购买服务管理办法（财政部令第102号）"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an item. `code` is stable; `article` says by which text."""

    code: str
    message: Text
    article: str = ""


Rulings = dict[str, Ruling]


def problems_of(item: PlanItem, plan: AnnualPlan, day: date, rules: Rulings) -> list[Problem]:
    """Every problem of one item on a day; needs `task_lines` and `funding__line` (prefetched for lists)."""
    return [
        *_catalogue(item, day), *_workload(item), *_fixed(item, rules["R-05"]), *_years(item, plan, rules["R-60-maximum"]),
        *_funding(item, plan, rules["R-05"]), *_substance(item), *_term(item, rules), *_wording(item, rules),
    ]  # fmt: skip


def _catalogue(item: PlanItem, day: date) -> Iterator[Problem]:
    entry = item.catalogue_item
    if entry.level != entry.Level.ITEM or not entry.is_in_force(day):
        yield Problem("catalogue-item", _("目录品目应是现行目录中的三级品目。"), f"{O102} 第十二条")


def _workload(item: PlanItem) -> Iterator[Problem]:
    lines = list(item.task_lines.all())
    total = sum((line.amount for line in lines), ZERO)
    if not lines:
        yield Problem("workload-missing", _("没有填写工作量与标准（以事定费）。"), SEED)
    elif total != item.amount:
        yield Problem(
            "workload-sum",
            _("工作量×标准合计 %(total)s 元，与申报金额 %(amount)s 元不符。")
            % {"total": f"{total:,.2f}", "amount": f"{item.amount:,.2f}"},
            SEED,
        )


def _fixed(item: PlanItem, ruling: Ruling) -> Iterator[Problem]:
    """What finance has reduced comes again at the amount that it fixed."""
    if item.was_sent_back and item.allowed is not None and item.amount != item.allowed:
        yield Problem(
            "amount-fixed",
            _("财政核定金额为 %(allowed)s 元，现为 %(amount)s 元，请按核定金额调整工作量和资金来源。")
            % {"allowed": f"{item.allowed:,.2f}", "amount": f"{item.amount:,.2f}"},
            ruling.cites,
        )


def _years(item: PlanItem, plan: AnnualPlan, ruling: Ruling) -> Iterator[Problem]:
    slices = slices_of(item)
    fixed = slices_of(item.carried_from)[1:] if item.continues_id and item.carried_from else []
    if fixed and item.allowed is None and years_of(item, plan.fiscal_year) != fixed:
        yield Problem(
            "slices-fixed",
            _("续年安排的金额以原事项批准的分年安排为准：%(years)s。") % {"years": in_words(fixed)},
            ruling.cites,
        )
    if not slices:
        return
    if item.category in ONE_YEAR:
        yield Problem(
            "slices-category",
            _("资金类别为“%(category)s”的事项不能跨年度分年安排。") % {"category": item.get_category_display()},
            ruling.cites,
        )
    if slices[0].year != plan.fiscal_year:
        yield Problem("slices-year", _("分年安排应从 %(year)s 年开始。") % {"year": plan.fiscal_year}, ruling.cites)
    if sum_of(slices) != item.amount:
        yield Problem(
            "slices-sum",
            _("分年安排合计 %(total)s 元，与申报金额 %(amount)s 元不符。")
            % {"total": f"{sum_of(slices):,.2f}", "amount": f"{item.amount:,.2f}"},
            ruling.cites,
        )
    if item.expected_month.year == plan.fiscal_year and item.term_months <= months_left(item):
        yield Problem("slices-term", _("服务期在本年度内结束，不需要分年安排。"), ruling.cites)


def _funding(item: PlanItem, plan: AnnualPlan, ruling: Ruling) -> Iterator[Problem]:
    rows = list(item.funding.all())
    total = sum((row.amount for row in rows), ZERO)
    if item.category == Category.NO_BUDGET:
        return
    if item.category == Category.ADDITIONAL_BUDGET:
        if total >= item.amount:
            yield Problem("no-gap", _("现有资金已够，不需要新增预算，请改选资金类别。"), ruling.cites)
    elif total != item.this_year:
        said = (
            _("资金来源合计 %(total)s 元，与本年安排 %(amount)s 元不符。")
            if item.slices
            else _("资金来源合计 %(total)s 元，与申报金额 %(amount)s 元不符。")
        )
        yield Problem(
            "funding-sum", said % {"total": f"{total:,.2f}", "amount": f"{item.this_year:,.2f}"}, ruling.cites
        )
    if any(row.line.purchaser_id != plan.purchaser_id or row.line.fiscal_year != plan.fiscal_year for row in rows):
        yield Problem("funding-line", _("资金来源应是本单位本年度的预算项目。"), ruling.cites)


def _substance(item: PlanItem) -> Iterator[Problem]:
    if not item.targets:
        yield Problem("targets-missing", _("没有设定绩效目标。"), f"{O102} 第二十条")
    if not (item.is_public_duty and item.is_marketable and item.is_affordable):
        yield Problem("three-tests", _("三项认定（公共性公益性、市场化、社会可承担）应逐项确认。"), SEED)
    if item.reservation != PlanItem.Reservation.WHOLE and not item.reservation_reason:
        yield Problem(
            "reservation-reason",
            _("不整体预留给中小企业的，应说明理由。"),
            "政府采购促进中小企业发展管理办法（财库〔2020〕46号） 第六条",
        )


def _term(item: PlanItem, rules: Rulings) -> Iterator[Problem]:
    usual, maximum = (rules[code].months for code in ("R-60-usual", "R-60-maximum"))
    if item.term_months > maximum:
        yield Problem(
            "term-too-long",
            _("服务期 %(months)s 个月，超过最长 %(maximum)s 个月。") % {"months": item.term_months, "maximum": maximum},
            rules["R-60-maximum"].cites,
        )
    elif item.term_months > usual and not item.term_reason:
        yield Problem(
            "term-reason",
            _("服务期超过 %(usual)s的，应说明理由。") % {"usual": rules["R-60-usual"].phrase},
            rules["R-60-usual"].cites,
        )


def _wording(item: PlanItem, rules: Rulings) -> Iterator[Problem]:
    if words := scale_words(item, rules):
        yield Problem(
            "scale-condition",
            _("对承接主体的要求含有规模条件“%(words)s”，请删除。") % {"words": "、".join(words)},
            rules[SCALE].cites,
        )
    for hint in hints_of(item, rules):
        if not hint.reason:
            yield Problem(
                "hint-unanswered",
                _("“%(words)s”提示可能涉及%(code)s“%(title)s”，请修改表述，确属误判的说明理由。")
                % {"words": hint.shown, "code": hint.code, "title": hint.ruling.title},
                hint.ruling.cites,
            )


@dataclass(frozen=True)
class Screening:
    """The problems of a whole plan: of the plan itself and of each item."""

    general: list[Problem]
    by_item: list[tuple[PlanItem, list[Problem]]]

    @property
    def passed(self) -> bool:
        return not self.general and not any(problems for _item, problems in self.by_item)

    @property
    def sentences(self) -> list[str]:
        """Every problem in words, with the item it belongs to and the text it rests on."""
        found = [_sentence(None, problem) for problem in self.general]
        return found + [_sentence(item, problem) for item, problems in self.by_item for problem in problems]


def _sentence(item: PlanItem | None, problem: Problem) -> str:
    head = f"{item.seq}. {item.title}：" if item else ""
    return f"{head}{problem.message}" + (f"（{problem.article}）" if problem.article else "")


def screen(plan: AnnualPlan, items: Iterable[PlanItem], day: date, rules: Rulings) -> Screening:
    """Check a plan as of a day by the law of that day: `rules` answers every code of RULES."""
    rows = list(items)
    general = []
    if not plan.purchaser.eligible:
        general.append(
            Problem("purchaser-not-eligible", _("本单位不属于可以购买服务的主体。"), f"{O102} 第五条、第八条")
        )
    if not rows:
        general.append(Problem("no-items", _("计划中还没有购买事项。"), SEED))
    return Screening(general, [(item, problems_of(item, plan, day, rules)) for item in rows])

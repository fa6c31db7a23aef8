"""Reasons to refuse a sheet, and what the sheets require of the evaluation."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from evaluation.assessment.models import Assessment, State
from evaluation.assessment.queries import rows_of
from evaluation.evaluation.guards import related_organisations
from evaluation.evaluation.models import Evaluation
from portal.values.refusal import Refusal
from portal.workflow.act import Act


def sheet_is_complete(assessment: Assessment, act: Act) -> Refusal | None:
    """Everything the party judges has points."""
    open_rows = [row.indicator.name for row in rows_of(assessment) if row.is_judged and row.points is None]
    if not open_rows:
        return None
    return Refusal(
        "sheet-incomplete", _("还有 %(count)d 项没有评分：") % {"count": len(open_rows)},
        next_step=_("请填写全部评分后提交。"), items=tuple(open_rows),
    )  # fmt: skip


def overshoot_is_explained(assessment: Assessment, act: Act) -> Refusal | None:
    """A result far above its target is explained (D-overshoot)."""
    bare = [r.indicator.name for r in rows_of(assessment) if r.computed and r.computed.overshoot and not r.basis]
    if not bare:
        return None
    return Refusal(
        "overshoot-unexplained", _("%(count)d 项结果超出目标值较多，须说明原因：") % {"count": len(bare)},
        rule="D-overshoot", next_step=_("请在该指标的依据栏说明。"), items=tuple(bare),
    )  # fmt: skip


def independence_is_declared(assessment: Assessment, act: Act) -> Refusal | None:
    """The third party declares that it is related to neither side, and is not one of them (SD8)."""
    if assessment.party != Assessment.Party.THIRD_PARTY:
        return None
    related = assessment.evaluation.agency_id in related_organisations(assessment.evaluation)
    if assessment.independence and not related:
        return None
    return Refusal(
        "independence-undeclared", _("第三方评价机构尚未作出独立性声明，或者与一方有关联。"), rule="SD8",
        article="财政部关于推进政府购买服务第三方绩效评价工作的指导意见（财综〔2018〕42号）",
        next_step=_("请在评分表中填写独立性声明。"),
    )  # fmt: skip


def _has_scored(party: str, final: tuple[str, ...], refusal: Refusal) -> Callable[[Evaluation, Act], Refusal | None]:
    def guard(evaluation: Evaluation, act: Act) -> Refusal | None:
        done = Assessment.objects.filter(evaluation=evaluation, party=party, state__in=final).exists()
        return None if done else refusal

    guard.__doc__ = f"The sheet of the {party} stands."
    return guard


purchaser_has_scored = _has_scored(
    Assessment.Party.PURCHASER,
    (State.CONFIRMED,),
    Refusal("purchaser-unscored", _("购买主体评分尚未经单位负责人确认。"), next_step=_("请购买主体完成评分和确认。")),
)
third_party_has_scored = _has_scored(
    Assessment.Party.THIRD_PARTY,
    (State.SUBMITTED,),
    Refusal("third-party-unscored", _("第三方评分尚未提交。"), next_step=_("请先提交评分表。")),
)

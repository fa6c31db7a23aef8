"""Reasons to refuse a step of an evaluation; what the sheets and the survey require is added by their own aggregates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evaluation.evaluation.models import Evaluation
from evaluation.scheme.models import Indicator
from evaluation.scheme.queries import in_words, level_one, target_of, totals
from portal.accounts.models import Organization
from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act

FRAMEWORK_ARTICLE = "项目支出绩效评价管理办法（财预〔2020〕10号）"
COMPUTED = (Indicator.Formula.BUDGET_EXECUTION, Indicator.Formula.QUALITY_RATE, Indicator.Formula.COST_SAVING)


def scheme_is_complete(evaluation: Evaluation, act: Act) -> Refusal | None:
    """Level-1 points are those of the framework, computed indicators have a target, and the survey asks something."""
    rows = list(Indicator.objects.filter(scheme__evaluation=evaluation))
    wanted = level_one(clock.day_of(act.at))
    act.rules.update({ruling.code: ruling for ruling in wanted.values()})
    if totals(rows) != {dimension: ruling.value for dimension, ruling in wanted.items()}:
        return Refusal(
            "level-one-changed", _("一级指标的分值合计须为%(points)s。") % {"points": in_words(wanted)}, rule="R-98",
            article=FRAMEWORK_ARTICLE, next_step=_("请调整三级指标的分值，使各一级指标合计不变。"),
        )  # fmt: skip
    unread = [row.name for row in rows if row.formula in COMPUTED and target_of(row) is None]
    if unread:
        return Refusal(
            "target-unreadable", _("“%(names)s”按比例计分，目标值须为大于零的百分数。") % {"names": "、".join(unread)},
            next_step=_("请填写目标值，例如 100%。"),
        )  # fmt: skip
    if not evaluation.scheme.questions:
        return Refusal("no-questions", _("服务对象问卷还没有题目。"), next_step=_("请填写问卷题目。"))
    return None


def survey_period_is_ahead(evaluation: Evaluation, act: Act) -> Refusal | None:
    """Recipients learn of the survey before it begins: its days are set, in order, and not yet past."""
    first, last = evaluation.survey_from, evaluation.survey_until
    if first and last and clock.day_of(act.at) <= first <= last:
        return None
    return Refusal(
        "survey-period", _("问卷的起止日期尚未填写、次序颠倒，或者开始日已过。"), next_step=_("请修改问卷起止日期。"),
        field="survey_from",
    )  # fmt: skip


def third_party_is_named_and_unrelated(evaluation: Evaluation, act: Act) -> Refusal | None:
    """The third party is neither purchaser, nor a body above it, nor the supplier, nor the tender's agent (SD8)."""
    if evaluation.agency_id is None or evaluation.commissioned_by_id is None:
        return Refusal(
            "third-party-missing", _("还没有确定第三方评价机构和委托单位。"), rule="SD8",
            article="财政部关于推进政府购买服务第三方绩效评价工作的指导意见（财综〔2018〕42号）",
            next_step=_("请在评价方案中填写。"), field="agency",
        )  # fmt: skip
    if evaluation.agency_id not in related_organisations(evaluation):
        return None
    return Refusal(
        "third-party-related", _("第三方评价机构与购买主体、其主管单位、承接主体或采购代理机构是同一家，不能独立评价。"),
        rule="SD8", next_step=_("请另选第三方评价机构。"), field="agency",
    )  # fmt: skip


def related_organisations(evaluation: Evaluation) -> set[int]:
    """The organisations with a stake in the result."""
    purchaser = evaluation.procurement.purchaser
    ids = {
        purchaser.organization_id, purchaser.budget_supervisor_id, purchaser.finance_id,
        evaluation.contract.supplier.organization_id, evaluation.procurement.agency_id,
    }  # fmt: skip
    return {pk for pk in ids if pk is not None}


def commissioners(evaluation: Evaluation) -> list[Organization]:
    """Who may commission the third party: finance, the body above the purchaser, or the purchaser (财综〔2018〕42号)."""
    purchaser = evaluation.procurement.purchaser
    return [o for o in (purchaser.finance, purchaser.budget_supervisor, purchaser.organization) if o is not None]


def survey_is_over(evaluation: Evaluation, act: Act) -> Refusal | None:
    """Scores are gathered after the survey's last day."""
    if evaluation.survey_until and clock.day_of(act.at) > evaluation.survey_until:
        return None
    return Refusal("survey-open", _("问卷尚未截止，不能汇总评分。"), next_step=_("请在问卷截止日的次日起办理。"))


def feedback_is_over(evaluation: Evaluation, act: Act) -> Refusal | None:
    """Both sides have answered the draft, or their time for it is over (D-evaluation-feedback)."""
    answered = evaluation.purchaser_feedback_at and evaluation.supplier_feedback_at
    until = evaluation.feedback_until
    if answered or (until and clock.day_of(act.at) > until):
        return None
    return Refusal(
        "feedback-open", _("征求意见期尚未届满，且双方尚未都答复。"), rule="D-evaluation-feedback",
        next_step=_("请在届满或双方答复后办理。"),
    )  # fmt: skip

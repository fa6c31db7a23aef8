"""绩效评价报告: the three parties' results, every indicator, the survey, conclusion, problems and answers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.assessment import scoring
from evaluation.assessment.models import Assessment
from evaluation.assessment.queries import Results, results_of, score_table
from evaluation.evaluation.models import Evaluation
from evaluation.evaluation.policies import Can
from evaluation.evaluation.queries import RELATED
from evaluation.scheme.queries import scheme_of
from evaluation.survey.queries import LEVELS, Survey, survey_of
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.files.access import register_access
from portal.files.models import StoredFile
from portal.reports.actions import request_report
from portal.reports.kinds import register_kind
from portal.reports.models import Report
from portal.values import clock
from portal.values.text import plain
from portal.workflow.act import Act
from portal.workflow.numbers import next_number
from purchasing.publication.models import Kind
from purchasing.publication.queries import Preview, Table, previews

TEMPLATE = "evaluation/assessment/report_paper.html"
REPORT = register_kind("evaluation_report", template=TEMPLATE, title=gettext_lazy("绩效评价报告"))
PUBLIC = register_kind("evaluation_report_public", template=TEMPLATE, title=gettext_lazy("绩效评价报告（公开文本）"))
P, T = Assessment.Party.PURCHASER, Assessment.Party.THIRD_PARTY


def request_evaluation_report(evaluation: Evaluation, act: Act) -> Report:
    """Enter the report, and its text for the public, in the act that finalises it; the latter is public from the
    publication on."""
    year = clock.local(act.at).year
    number = f"景财绩评〔{year}〕{next_number('evaluation_report', year)}号"
    results = results_of(evaluation, clock.day_of(act.at))
    for_public = report_context(evaluation, results, number, public=True)
    request_report(PUBLIC.name, evaluation, for_public, act=act, public=False)
    return request_report(REPORT.name, evaluation, report_context(evaluation, results, number), act=act, public=False)


def report_context(
    evaluation: Evaluation, results: Results, number: str = "", *, public: bool = False
) -> dict[str, Any]:
    """The report's contents; scores of 100, amounts in yuan. `public` leaves out what both sides said of it."""
    procurement, scheme = evaluation.procurement, scheme_of(evaluation)
    survey = survey_of(evaluation, scheme)
    return {
        "title": (_("%(title)s绩效评价报告（公开文本）") if public else _("%(title)s绩效评价报告"))
        % {"title": procurement.title},
        "number": number,
        "issuer": procurement.purchaser.finance.name,
        "facts": [
            {"label": _("项目编号"), "value": procurement.ocid},
            {"label": _("购买主体"), "value": procurement.purchaser.organization.name},
            {"label": _("承接主体"), "value": evaluation.contract.supplier.organization.name},
            {"label": _("合同金额（元）"), "value": f"{evaluation.contract.amount:,.2f}"},
            {"label": _("第三方评价机构"), "value": evaluation.agency.name if evaluation.agency else ""},
            {"label": _("委托单位"), "value": evaluation.commissioned_by.name if evaluation.commissioned_by else ""},
            {"label": _("综合得分"), "value": f"{results.final}"},
            {"label": _("等级"), "value": results.band},
        ],
        "summary": evaluation.summary,
        "problems": evaluation.problems,
        "suggestions": evaluation.suggestions,
        "veto": evaluation.get_veto_display() if evaluation.veto else "",
        "veto_reason": evaluation.veto_reason,
        "feedback": [] if public else _feedback(evaluation),
        "tables": [
            _parties_table(scheme, results),
            _indicator_table(evaluation),
            _survey_table(survey),
        ],
    }


def _feedback(evaluation: Evaluation) -> list[dict[str, str]]:
    return [
        {"side": _("购买主体"), "text": evaluation.purchaser_feedback or _("无意见")},
        {"side": _("承接主体"), "text": evaluation.supplier_feedback or _("无意见")},
    ]


def _parties_table(scheme: Any, results: Results) -> dict[str, Any]:
    rows = [
        [_("购买主体"), f"{plain(scheme.weight_purchaser)}%", f"{results.shown(results.purchaser)}"],
        [_("服务对象"), f"{plain(scheme.weight_recipients)}%", f"{results.shown(results.recipients)}"],
        [_("第三方"), f"{plain(scheme.weight_third_party)}%", f"{results.shown(results.third_party)}"],
    ]
    return {
        "caption": _("附表一　三方评分（满分 100）"),
        "columns": [
            {"label": _("评价方"), "css": ""}, {"label": _("权重"), "css": "c w3"}, {"label": _("得分"), "css": "n w3"},
        ],
        "rows": rows,
        "foot": [_("综合得分"), results.band, f"{results.final}"],
        "notes": _("各方得分仅显示两位小数；综合得分按未取整的得分加权，最后一次四舍五入。"),
    }  # fmt: skip


def points_text(points: Fraction | None) -> str:
    """Points as printed: two places, a dash for what the party does not score."""
    return "—" if points is None else f"{scoring.rounded(points)}"


def _indicator_table(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "caption": _("附表二　指标得分"),
        "columns": [
            {"label": _("一级指标"), "css": "c w2"}, {"label": _("二级指标"), "css": "c w3"},
            {"label": _("三级指标"), "css": ""}, {"label": _("分值"), "css": "n w1"},
            {"label": _("购买主体"), "css": "n w3"}, {"label": _("第三方"), "css": "n w2"},
        ],
        "rows": [
            [i.get_dimension_display(), i.group, i.name, plain(i.points), points_text(by.get(P)), points_text(by.get(T))]
            for i, by in score_table(evaluation)
        ],
    }  # fmt: skip


def _survey_table(survey: Survey) -> dict[str, Any]:
    counts = {"invited": survey.invited, "valid": survey.valid, "invalid": survey.invalid}
    return {
        "caption": _("附表三　服务对象问卷（有效答卷份数）"),
        "columns": [
            {"label": _("题目"), "css": ""}, *({"label": words, "css": "n w2"} for words, _rule in LEVELS.values()),
        ],
        "rows": [[q.text, *("*" if c is None else c for c in q.cells)] for q in survey.questions],
        "notes": _("邀请 %(invited)d 人，有效 %(valid)d 份，无效 %(invalid)d 份（不计分）。* 份数过少，不显示。") % counts,
    }  # fmt: skip


@previews(Kind.EVALUATION, RELATED)
def result_preview(evaluation: Evaluation) -> Preview:
    """What the public reads of a result: parties, final score and band, problems and suggestions."""
    procurement, scheme = evaluation.procurement, scheme_of(evaluation)
    facts: list[tuple[Any, Any]] = [
        (_("项目编号"), procurement.ocid),
        (_("购买主体"), procurement.purchaser.organization.name),
        (_("承接主体"), evaluation.contract.supplier.organization.name),
        (_("第三方评价机构"), evaluation.agency.name if evaluation.agency else "—"),
        (_("综合得分"), evaluation.final),
        (_("等级"), evaluation.band),
        (_("一票否决情形"), evaluation.get_veto_display() if evaluation.veto else "—"),
        (_("定稿日期"), clock.day_of(evaluation.finalised_at) if evaluation.finalised_at else "—"),
    ]
    parties = [
        [_("购买主体"), f"{plain(scheme.weight_purchaser)}%", evaluation.party_purchaser],
        [_("服务对象"), f"{plain(scheme.weight_recipients)}%", evaluation.party_recipients],
        [_("第三方"), f"{plain(scheme.weight_third_party)}%", evaluation.party_third],
    ]
    texts = [evaluation.summary, evaluation.problems, evaluation.suggestions, evaluation.veto_reason]
    return Preview(
        _("%(title)s绩效评价结果") % {"title": procurement.title},
        facts,
        [text for text in texts if text],
        [Table(_("三方评分"), [_("评价方"), _("权重"), _("得分")], parties, frozenset({2}))],
    )


def may_read_report(actor: Actor | None, file: StoredFile) -> bool:
    """Before it is public: whoever reads the evaluation."""
    return visible(actor, Can.READ_EVALUATION, Evaluation.objects.filter(pk=file.subject_pk)).exists()


register_access("evaluation.evaluation", may_read_report)

"""绩效评价标准: what the public reads of a scheme before the evaluation begins."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluation.evaluation.models import Evaluation
from evaluation.evaluation.queries import RELATED
from evaluation.scheme.queries import scheme_of
from portal.values.text import plain
from purchasing.publication.models import Kind
from purchasing.publication.queries import Preview, Table, previews


@previews(Kind.SCHEME, RELATED)
def scheme_preview(evaluation: Evaluation) -> Preview:
    """Indicators, points, who scores, weights, survey questions and period."""
    scheme, procurement = scheme_of(evaluation), evaluation.procurement
    facts: list[tuple[Any, Any]] = [
        (_("项目编号"), procurement.ocid),
        (_("购买主体"), procurement.purchaser.organization.name),
        (_("承接主体"), evaluation.contract.supplier.organization.name),
        (_("第三方评价机构"), evaluation.agency.name if evaluation.agency else "—"),
        (_("委托单位"), evaluation.commissioned_by.name if evaluation.commissioned_by else "—"),
        (_("购买主体权重（%）"), plain(scheme.weight_purchaser)),
        (_("服务对象权重（%）"), plain(scheme.weight_recipients)),
        (_("第三方权重（%）"), plain(scheme.weight_third_party)),
        (_("有效问卷最低份数"), scheme.survey_minimum),
        (_("问卷起止"), f"{evaluation.survey_from or '—'} — {evaluation.survey_until or '—'}"),
    ]
    columns = [_("一级指标"), _("二级指标"), _("三级指标"), _("分值"), _("目标值"), _("计分方式")]
    rows = [
        [i.get_dimension_display(), i.group, i.name, plain(i.points), i.target or "—", i.get_formula_display()]
        for i in scheme.indicators.all()
    ]
    questions = [[number, q["text"]] for number, q in enumerate(scheme.questions, start=1)]
    return Preview(
        str(_("%(title)s绩效评价标准")) % {"title": procurement.title},
        facts,
        tables=[
            Table(_("评价指标"), columns, rows, frozenset({3})),
            Table(_("服务对象问卷"), [_("序号"), _("题目")], questions),
        ],
    )

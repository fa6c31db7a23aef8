"""Input of an evaluation's plan and report."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evaluation.evaluation.actions import IndicatorDraft, PlanDraft
from evaluation.evaluation.guards import commissioners
from evaluation.evaluation.models import Evaluation, Veto
from evaluation.evaluation.queries import agencies
from evaluation.scheme.models import Indicator, Scheme
from portal.accounts.models import Organization
from portal.ui.fields import CleanCharField, DayField, NumberField


class PlanForm(forms.Form):
    """The plan with the version it was read at: third party, survey, and each level-3 indicator."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agency = forms.ModelChoiceField(label=_("第三方评价机构"), queryset=Organization.objects.none(), required=False)
    commissioned_by = forms.ModelChoiceField(
        label=_("委托单位"), queryset=Organization.objects.none(), required=False,
        help_text=_("由财政部门委托最为独立；费用不与得分挂钩。"),
    )  # fmt: skip
    survey_from = DayField(label=_("问卷开始"), required=False, help_text=_("布置评价之日起。"))
    survey_until = DayField(label=_("问卷截止"), required=False, help_text=_("当日仍可作答。"))
    questions = CleanCharField(
        label=_("问卷题目（每行一题）"), lines=True, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("每题由服务对象在“很满意”至“很不满意”五档中选择。"),
    )  # fmt: skip

    def __init__(self, data: Any, *, evaluation: Evaluation, scheme: Scheme) -> None:
        self.indicators = list(scheme.indicators.all())
        super().__init__(data, initial=_initial(evaluation, scheme))
        self.fields["agency"].queryset = agencies()  # type: ignore[attr-defined]
        ids = [o.pk for o in commissioners(evaluation)]
        self.fields["commissioned_by"].queryset = Organization.objects.filter(pk__in=ids)  # type: ignore[attr-defined]
        for row in self.indicators:
            self._add(row)

    def _add(self, row: Indicator) -> None:
        says = {"name": row.name}
        self.fields[f"name_{row.code}"] = CleanCharField(
            label=gettext("“%(name)s”名称") % says, max_length=60, initial=row.name,
            widget=forms.TextInput(attrs={"aria-label": gettext("“%(name)s”名称") % says}),
        )  # fmt: skip
        self.fields[f"points_{row.code}"] = NumberField(
            label=gettext("“%(name)s”分值") % says, max_digits=5, decimal_places=2, min_value=Decimal("0.01"), initial=row.points,
            widget=forms.TextInput(attrs={"aria-label": gettext("“%(name)s”分值") % says, "inputmode": "decimal"}),
        )  # fmt: skip
        self.fields[f"target_{row.code}"] = CleanCharField(
            label=gettext("“%(name)s”目标值") % says, max_length=60, required=False, initial=row.target,
            widget=forms.TextInput(attrs={"aria-label": gettext("“%(name)s”目标值") % says}),
        )  # fmt: skip

    def clean_questions(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]
        if not 1 <= len(lines) <= 12 or any(len(line) > 120 for line in lines):
            raise forms.ValidationError(_("请填写 1 至 12 题，每题不超过 120 字。"))
        return lines

    @property
    def rows(self) -> list[tuple[Indicator, BoundField, BoundField, BoundField]]:
        """Each indicator with its three fields, for the table."""
        return [
            (i, self[f"name_{i.code}"], self[f"points_{i.code}"], self[f"target_{i.code}"]) for i in self.indicators
        ]

    def draft(self) -> PlanDraft:
        data = self.cleaned_data
        return PlanDraft(
            agency=data["agency"], commissioned_by=data["commissioned_by"], survey_from=data["survey_from"],
            survey_until=data["survey_until"], questions=data["questions"],
            indicators=[
                IndicatorDraft(i.code, data[f"name_{i.code}"], data[f"points_{i.code}"], data[f"target_{i.code}"])
                for i in self.indicators
            ],
        )  # fmt: skip


def _initial(evaluation: Evaluation, scheme: Scheme) -> dict[str, Any]:
    return {
        "version": evaluation.version,
        "agency": evaluation.agency_id,
        "commissioned_by": evaluation.commissioned_by_id or evaluation.procurement.purchaser.finance_id,
        "survey_from": evaluation.survey_from,
        "survey_until": evaluation.survey_until,
        "questions": "\n".join(q["text"] for q in scheme.questions),
    }


class ReportForm(forms.Form):
    """The draft report as the third party writes it; shows what is written already."""

    summary = CleanCharField(label=_("评价结论"), lines=True, max_length=8000)
    problems = CleanCharField(label=_("存在问题"), lines=True, max_length=8000, required=False)
    suggestions = CleanCharField(label=_("有关建议"), lines=True, max_length=8000, required=False)
    veto = forms.ChoiceField(
        label=_("一票否决情形"), choices=[("", _("没有")), *Veto.choices], required=False,
        help_text=_("有此情形的，综合得分不超过规定的上限，并告知监督机关。"),
    )  # fmt: skip
    veto_reason = CleanCharField(label=_("一票否决的事实和依据"), lines=True, max_length=2000, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, subject: Any = None, actor: Any = None) -> None:
        names = ("summary", "problems", "suggestions", "veto", "veto_reason")
        super().__init__(data, initial={name: getattr(subject, name, "") for name in names})


class FeedbackForm(forms.Form):
    text = CleanCharField(
        label=_("对报告初稿的意见"), lines=True, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("没有意见请填写“无意见”。"),
    )  # fmt: skip

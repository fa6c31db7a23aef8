"""Input of a requirement: texts, survey rows, comment period, answers and opinions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import CleanCharField, DayField
from portal.ui.rows import rows_of
from purchasing.requirement.models import ReviewOpinion

LONG: dict[str, Any] = {"lines": True, "max_length": 20000}


class RequirementForm(forms.Form):
    """The texts of a requirement with the version they were read at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    technical = CleanCharField(
        label=_("技术要求"), help_text=_("内容、质量标准、工作量、频次、人员与设备要求。"), **LONG
    )
    commercial = CleanCharField(label=_("商务要求"), help_text=_("服务期、地点、付款方式。"), **LONG)
    acceptance_terms = CleanCharField(label=_("履约验收要求"), help_text=_("何时、由谁、按什么标准验收。"), **LONG)
    contract_terms = CleanCharField(label=_("合同主要条款"), help_text=_("含扣减、违约责任和争议处理。"), **LONG)
    risk_plan = CleanCharField(label=_("风险管控"), required=False, **LONG)
    is_complex = forms.BooleanField(label=_("技术复杂、专业性较强"), required=False)

    def texts(self) -> dict[str, str]:
        return {n: v for n, v in self.cleaned_data.items() if n not in ("version", "is_complex")}


class SurveyForm(forms.Form):
    subject = CleanCharField(label=_("调查对象"), max_length=120)
    asked_on = DayField(label=_("调查日期"))
    findings = CleanCharField(
        label=_("调查情况"), lines=True, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )


SurveyRows = rows_of(SurveyForm, _("需求调查"), extra=3, most=30)


class CommentPeriodForm(forms.Form):
    """How long the public may comment."""

    comment_until = DayField(label=_("征求意见截止日"), help_text=_("公众当日仍可提出意见。"))

    def __init__(self, *args: Any, subject: Any = None, actor: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class AnswerForm(forms.Form):
    text = CleanCharField(label=_("答复"), lines=True, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class OpinionForm(forms.Form):
    section = forms.ChoiceField(label=_("代表部门"), choices=ReviewOpinion.Section)
    passed = forms.TypedChoiceField(
        label=_("审查结论"), choices=(("yes", _("通过")), ("no", _("不通过"))), coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    text = CleanCharField(label=_("审查意见"), lines=True, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

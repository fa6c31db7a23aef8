"""Input of requests: the reason, finance's opinion, the leader's note, and the records of what was decided outside."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.files.forms import UploadField
from portal.ui.fields import AmountField, CleanCharField, DayField
from purchasing.additional.models import AdditionalBudgetRequest, Cycle, Ground, Outcome, OutsideAct, Stance
from purchasing.additional.queries import acts_of

TALL, SHORT = (forms.Textarea(attrs={"rows": rows}) for rows in ("6", "3"))
GROUNDS = [("", _("不适用（列入下一年度预算）")), *Ground.choices]


class RequestForm(forms.Form):
    """The draft with the version it was read at; amounts and workload come from the plan item."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    cycle = forms.ChoiceField(label=_("预算周期"), choices=Cycle.choices, widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("预算调整情形（预算法第六十七条）"), choices=GROUNDS, required=False, widget=forms.RadioSelect,
        help_text=_("年度中申请的须选定一种；都不属于的，请在不同预算项目之间办理调剂。"),
    )  # fmt: skip
    justification = CleanCharField(
        label=_("需要新增的理由"), lines=True, max_length=4000, widget=TALL,
        help_text=_("服务对象和工作量的变化、现有预算为什么不够、不安排的后果。"),
    )  # fmt: skip


class _OfRequest(forms.Form):
    """A form of one step, called by the transition's page."""

    def __init__(
        self, *args: Any, subject: AdditionalBudgetRequest | None = None, actor: Any = None, **kwargs: Any
    ) -> None:
        assert subject is not None
        self.subject, self.actor = subject, actor
        kwargs.setdefault("initial", self.initial_of(subject))
        super().__init__(*args, **kwargs)

    def initial_of(self, subject: AdditionalBudgetRequest) -> dict[str, Any]:
        return {}


class OpinionForm(_OfRequest):
    """Finance's opinion: proposed by the clerk, decided by the approver, who sees the proposal in the form."""

    shows = "purchasing/additional/_asked.html"
    stance = forms.ChoiceField(label=_("意见"), choices=Stance.choices, widget=forms.RadioSelect)
    amount = AmountField(label=_("支持金额（元）"), required=False, allow_zero=True, help_text=_("不予支持的可不填。"))
    opinion = CleanCharField(label=_("理由"), lines=True, max_length=2000, widget=SHORT)

    def initial_of(self, subject: AdditionalBudgetRequest) -> dict[str, Any]:
        amount: Decimal = subject.supported if subject.stance else subject.gap
        return {"stance": subject.stance, "amount": amount, "opinion": subject.opinion}


class NoteForm(_OfRequest):
    """The leader's note, with which the government may go beyond finance's support."""

    shows = "purchasing/additional/_asked.html"
    note = CleanCharField(label=_("批注"), lines=True, max_length=1000, widget=SHORT)


class _RecordForm(_OfRequest):
    """What stands on paper: number or meeting, day, scan. Confirmed by another person."""

    document = CleanCharField(label=_("文号或会议名称"), max_length=120)
    on = DayField(label=_("日期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scan"] = UploadField(label=_("扫描件"))


class GovernmentForm(_RecordForm):
    """市政府审定."""

    outcome = forms.ChoiceField(
        label=_("审定结果"), choices=Outcome.choices, initial=Outcome.AGREED, widget=forms.RadioSelect
    )
    amount = AmountField(label=_("审定金额（元）"), required=False, allow_zero=True, help_text=_("不同意的可不填。"))

    def initial_of(self, subject: AdditionalBudgetRequest) -> dict[str, Any]:
        return {"outcome": Outcome.AGREED, "amount": subject.supported}


class SubmissionForm(_RecordForm):
    """提请人大审查批准; for an adjustment within the year also the day of the session."""

    session_on = DayField(label=_("常委会会议举行日期"), required=False, help_text=_("年度中预算调整的必须填写。"))


class CongressForm(_RecordForm):
    """人大审查批准."""

    outcome = forms.ChoiceField(
        label=_("审查结果"), choices=Outcome.choices, initial=Outcome.AGREED, widget=forms.RadioSelect
    )
    amount = AmountField(label=_("批准金额（元）"), required=False, allow_zero=True, help_text=_("未批准的可不填。"))

    def initial_of(self, subject: AdditionalBudgetRequest) -> dict[str, Any]:
        return {"outcome": Outcome.AGREED, "amount": subject.decided}


class GrantForm(_RecordForm):
    """财政批复: onto which line of the unit's year the money comes."""

    line_code = CleanCharField(
        label=_("预算项目代码"), max_length=40, help_text=_("单位已有该代码的，金额加到原预算项目上。")
    )
    line_name = CleanCharField(label=_("预算项目"), max_length=120)

    def initial_of(self, subject: AdditionalBudgetRequest) -> dict[str, Any]:
        first = subject.item.funding.select_related("line").first()
        return {"line_code": first.line.code, "line_name": first.line.name} if first else {}


class ConfirmForm(_OfRequest):
    """No input: shows the record, with its scan, to the person who stands for it."""

    shows = "purchasing/additional/_pending.html"

    @property
    def acts(self) -> list[OutsideAct]:
        """The record that waits."""
        return list(acts_of(self.subject).filter(returned="", confirmed_at__isnull=True))

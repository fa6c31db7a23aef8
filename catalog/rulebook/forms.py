"""Input of a change of a rule, by the rule's kind; and of its decision, beside what it would do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalog.rulebook import queries
from catalog.rulebook.kinds import Kind, fault_of, kind_of, places_of, read_value
from catalog.rulebook.models import LONGEST_WORD, RuleDraft
from catalog.rulebook.previews import Effect, effect_of
from portal.statutes.models import Jurisdiction, SourceMark, Unit
from portal.ui.fields import CleanCharField, DayField

_MARKS = "、,，;； \n"


class RuleForm(forms.Form):
    """A version of one rule. The unit may be chosen where the rule's kind knows several; a condition has no figure."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title_zh = CleanCharField(label=_("规则"), max_length=120)
    value = CleanCharField(label=_("数值"), max_length=24)
    unit = forms.ChoiceField(label=_("单位"))
    words = CleanCharField(
        label=_("提示词"), lines=True, required=False, max_length=2000, help_text=_("每行一个，或用顿号隔开；每个不超过四十字。")
    )  # fmt: skip
    jurisdiction = forms.ChoiceField(
        label=_("制定层级"), choices=Jurisdiction, help_text=_("同一天有几个层级的版本时，离本市最近的适用。")
    )
    instrument = CleanCharField(label=_("文件名称及文号"), max_length=140)
    article = CleanCharField(
        label=_("条款"), max_length=50, required=False, help_text=_("例如：第四十三条。系统预设的可以不填。")
    )
    source_mark = forms.ChoiceField(label=_("来源核对"), choices=SourceMark)
    effective_from = DayField(label=_("施行日"), help_text=_("今天或以后；现行版本到前一日为止。"))
    effective_to = DayField(label=_("失效日（当日起不再适用）"), required=False, help_text=_("没有定期限的不填。"))
    note = CleanCharField(label=_("说明"), max_length=400, required=False)

    def __init__(self, data: Any = None, *, code: str, unit: str, **kwargs: Any) -> None:
        self.code, self.kind = code, kind_of(unit)
        super().__init__(data, **kwargs)
        self.fields["unit"].choices = [(u.value, u.label) for u in self.kind.units]  # type: ignore[attr-defined]
        if self.kind is Kind.CONDITION:
            del self.fields["value"], self.fields["unit"]
        else:
            del self.fields["words"]
        if self.kind is Kind.DATE:
            self.fields["value"].help_text = _("按“月-日”填写，例如 11-30。")

    def clean_words(self) -> list[str]:
        typed: str = self.cleaned_data["words"]
        for mark in _MARKS:
            typed = typed.replace(mark, "\n")
        words = list(dict.fromkeys(word for word in typed.split("\n") if word))
        if any(len(word) > LONGEST_WORD for word in words):
            raise ValidationError(_("每个提示词不超过四十字。"), code="too-long")
        return words

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("jurisdiction") != Jurisdiction.DEFAULT and "article" in data and not data["article"]:
            self.add_error("article", _("请写明条款。"))
        if self.kind is Kind.CONDITION:
            return {**data, "value": Decimal(1), "unit": Unit.CONDITION.value}
        if data.get("value") and data.get("unit"):
            try:
                data["value"] = read_value(data["unit"], data["value"])
            except ValueError as error:
                self.add_error("value", str(error))
            else:
                self._judge(data["unit"], data["value"])
        return data

    def _judge(self, unit: str, value: Decimal) -> None:
        if fault := fault_of(unit, value, places_of(unit, [version.value for version in queries.known(self.code)])):
            self.add_error("value", fault)


class ApproveForm(forms.Form):
    """The decision, beside what it would do."""

    shows = "catalog/rulebook/_decision.html"

    def __init__(self, data: Any = None, files: Any = None, *, subject: RuleDraft, actor: Any = None) -> None:
        self.draft, self.actor = subject, actor
        super().__init__(data, files)

    @cached_property
    def effect(self) -> Effect:
        """Counted only where the page is shown."""
        return effect_of(self.draft, self.actor)


class SendBackForm(forms.Form):
    """The reason why a draft goes back, which its author will read."""

    reason = CleanCharField(label=_("退回理由"), lines=True, max_length=500)

    def __init__(self, *args: Any, subject: Any = None, actor: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

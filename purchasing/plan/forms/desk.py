"""Input of finance's desk: which items are looked at, and what is proposed for those that are ticked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import AmountField, CleanCharField, NumberField
from purchasing.budget.models import Category
from purchasing.plan.actions import Proposal
from purchasing.plan.models import Method, PlanItem
from purchasing.plan.proposing import AGREE, Recommendation, meant_by

ANY = [("", _("不限"))]
LOOKS: list[tuple[str, Any]] = [("short", _("资金不足")), ("problems", _("检查不符")), ("hints", _("有表述提示"))]
WORDS: list[tuple[str, Any]] = [
    (AGREE, _("同意（新增预算的为待审定）")),
    (Recommendation.REDUCE.value, _("核减（退回单位按核定金额重报）")),
    (Recommendation.RETURN.value, _("退回单位补正")),
    (Recommendation.RESERVE.value, _("转入储备")),
    (Recommendation.REFUSE.value, _("不同意")),
]


class DeskFilter(forms.Form):
    """Which items the desk shows; only what the plan's items have is offered. What is not understood filters nothing."""

    method = forms.ChoiceField(label=_("采购方式"), required=False)
    category = forms.ChoiceField(label=_("资金类别"), required=False)
    look = forms.ChoiceField(label=_("检查"), choices=[*ANY, *LOOKS], required=False)
    proposed = forms.ChoiceField(label=_("经办建议"), required=False)

    OFFERED = (
        ("method", "method", Method),
        ("category", "category", Category),
        ("proposed", "recommendation", Recommendation),
    )

    def __init__(self, data: QueryDict, *, items: Iterable[PlanItem]) -> None:
        super().__init__(data, auto_id="filter_%s")
        items = list(items)
        for name, attribute, choices in self.OFFERED:
            present = {getattr(item, attribute) for item in items}
            field: Any = self.fields[name]
            field.choices = [*ANY, *((value, label) for value, label in choices.choices if value in present)]
        self.is_valid()

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen and understood, by name."""
        return {name: value for name in self.fields if (value := self.cleaned_data.get(name))}

    @classmethod
    def query_of(cls, data: QueryDict) -> str:
        """What was asked for, as an address carries it."""
        return urlencode({name: data[name][:40] for name in cls.base_fields if data.get(name)})

    def admits(self, item: PlanItem, looks: Collection[str]) -> bool:
        """Whether an item is shown of which these of LOOKS are true."""
        chosen = self.chosen
        same = all(
            getattr(item, attribute) == chosen[name] for name, attribute, _choices in self.OFFERED if name in chosen
        )
        return same and chosen.get("look", "") in ("", *looks)


class ProposalForm(forms.Form):
    """One word for all items ticked; a reduction names an amount for each of them or a share of what each asked."""

    word = forms.ChoiceField(label=_("建议"), choices=WORDS, widget=forms.RadioSelect)
    amount = AmountField(label=_("核减到（每项，元）"), required=False, help_text=_("各项金额相同时填写。"))
    share = NumberField(
        label=_("或按比例核减（%）"), required=False, decimal_places=2, min_value=Decimal("0.01"),
        max_value=Decimal("99.99"), help_text=_("从各项申报金额中减去这一比例，四舍五入到分。"),
    )  # fmt: skip
    reason = CleanCharField(
        label=_("理由"), max_length=500, required=False, lines=True, help_text=_("除同意外必填，单位会看到。")
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["reason"].widget.attrs["rows"] = 2
        sent = QueryDict() if data is None else data
        self.keys = {int(k) for k in sent.getlist("chosen") if k.isascii() and k.isdigit() and len(k) < 19}
        self.pressed = next((name for name in ("filter", "tick", "item", "preview") if name in sent), "")
        if self.pressed and self.pressed != "preview":
            self.full_clean()
            self._errors = ErrorDict()  # another look at the desk: what is typed stays and is not judged yet

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("word") == Recommendation.REDUCE and not self.errors:
            given = [name for name in ("amount", "share") if values.get(name) is not None]
            if len(given) != 1:
                self.add_error("amount", _("核减的，请填写核减到的金额或者核减比例，两者填一个。"))
        return values

    @property
    def is_kept(self) -> bool:
        """Whether nothing is recorded yet: the person filters, ticks, looks at an item or tries the proposal."""
        return bool(self.pressed)

    @property
    def is_trial(self) -> bool:
        return self.pressed == "preview"

    @property
    def proposal(self) -> Proposal:
        values = self.cleaned_data
        reduces = values["word"] == Recommendation.REDUCE
        return Proposal(
            values["word"],
            values["reason"],
            values["amount"] if reduces else None,
            values["share"] if reduces else None,
        )

    @property
    def word_label(self) -> str:
        return str(dict(WORDS)[self.cleaned_data["word"]])

    def supposed(self, items: Iterable[PlanItem]) -> dict[int, str]:
        """What would be recommended for these items (by key), where the word fits them: for a trial."""
        word = self.cleaned_data.get("word") if self.is_trial and self.is_bound else None
        return {item.pk: meant for item in items if word and (meant := meant_by(word, item))}

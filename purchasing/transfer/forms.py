"""Input of transfers and reductions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.ui.fields import AmountField, CleanCharField
from purchasing.purchaser.models import Purchaser


class TransferForm(forms.Form):
    """Where the money of a line goes, how much, on what ground."""

    purchaser = forms.ModelChoiceField(label=_("调入单位"), queryset=Purchaser.objects.none())
    code = CleanCharField(label=_("调入项目代码"), max_length=40)
    name = CleanCharField(
        label=_("新项目名称"), max_length=120, required=False, help_text=_("调入单位还没有这个代码时填写。")
    )
    amount = AmountField(label=_("金额（元）"))
    document = CleanCharField(label=_("依据"), max_length=120)
    reason = CleanCharField(label=_("随转的事项和理由"), max_length=500, lines=True)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Purchaser.objects.filter(finance=actor.organization_id).select_related("organization")
        self.fields["purchaser"].queryset = units.order_by("organization__name")  # type: ignore[attr-defined]


class ReductionForm(forms.Form):
    """What is taken back of a grant, by which instrument and why."""

    amount = AmountField(label=_("核减金额（元）"))
    document = CleanCharField(label=_("依据文号"), max_length=120)
    reason = CleanCharField(
        label=_("核减的理由"), max_length=500, lines=True, widget=forms.Textarea(attrs={"rows": "3"})
    )


class ReasonForm(forms.Form):
    """Why a transfer is not confirmed; the clerk and both units read it."""

    reason = CleanCharField(label=_("理由"), max_length=500, lines=True)

    def __init__(self, *args: Any, subject: Any = None, actor: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

"""Input of contracts: the draft with its clauses, deduction table and business secrets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.contract.models import Contract
from contracts.contract.queries import Draft, draft_of
from contracts.contract.schedule import Part
from portal.ui.fields import AmountField, CleanCharField, DayField, NumberField, WholeField
from portal.ui.rows import Rows, kept, rows_of

MOST_ROWS = 60
HUNDRED = Decimal(100)


class ContractForm(forms.Form):
    """The contract's own facts; amount, parties and subject come from the award."""

    title = CleanCharField(label=_("合同名称"), max_length=160)
    starts_on = DayField(label=_("服务开始"))
    ends_on = DayField(label=_("服务结束（最后一日）"))
    instalments = WholeField(
        label=_("付款期数"), min_value=1, max_value=120,
        help_text=_("各期金额相等时填写：平均后四舍五入到分，尾差计入最后一期。各期不等的，在下面的付款计划逐期填写，期数按计划的行数。"),
    )  # fmt: skip
    payee_bank = CleanCharField(label=_("开户银行"), max_length=80, help_text=_("承接主体的收款账户，支付时逐笔核对。"))
    payee_account = CleanCharField(label=_("收款账号"), max_length=40)


class ClauseForm(forms.Form):
    heading = CleanCharField(label=_("条款"), max_length=60)
    text = CleanCharField(label=_("内容"), max_length=4000, lines=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 3


class BandForm(forms.Form):
    """From a score on, which share of the instalment is paid."""

    min_score = NumberField(label=_("得分不低于"), min_value=0, max_value=HUNDRED, max_digits=5, decimal_places=2)
    pay_rate = NumberField(
        label=_("支付比例（%）"), min_value=Decimal("0.01"), max_value=HUNDRED, max_digits=5, decimal_places=2
    )


class PartForm(forms.Form):
    """One row of a payment plan whose parts differ."""

    subject = CleanCharField(label=_("本期内容"), max_length=120)
    ends_on = DayField(label=_("服务期至（最后一日）"))
    amount = AmountField(label=_("金额（元）"))


class SecretForm(forms.Form):
    """A passage that the public text leaves out."""

    text = CleanCharField(label=_("不公开的文字（从条款中原样复制）"), max_length=500)
    reason = CleanCharField(label=_("理由"), max_length=200)


class BandRows(Rows):
    """At least one band; each score once; a higher score is never paid less."""

    def clean(self) -> None:
        if any(self.errors):
            return
        bands = sorted((row["min_score"], row["pay_rate"]) for row in kept(self))
        if not bands:
            raise ValidationError(_("请至少填写一档考核付款标准。"), code="no-bands")
        if len({score for score, _rate in bands}) < len(bands):
            raise ValidationError(_("同一得分只能填一档。"), code="band-twice")
        if [rate for _score, rate in bands] != sorted(rate for _score, rate in bands):
            raise ValidationError(_("得分越高，支付比例不应越低，请核对。"), code="bands-not-rising")


ClauseRows = rows_of(ClauseForm, _("合同条款"), most=MOST_ROWS)
BandFormSet = rows_of(BandForm, _("考核付款标准"), base=BandRows, most=MOST_ROWS)
PartRows = rows_of(PartForm, _("付款计划"), most=MOST_ROWS)
SecretRows = rows_of(SecretForm, _("不公开的内容"), most=MOST_ROWS)


class ContractSheets:
    """The contract's form with its four tables, bound together."""

    def __init__(self, data: Any, draft: Draft) -> None:
        names = ("title", "starts_on", "ends_on", "instalments", "payee_bank", "payee_account")
        self.contract = ContractForm(data, initial={name: getattr(draft, name) for name in names})
        self.terms = ClauseRows(data, prefix="terms", initial=list(draft.terms))
        self.parts = PartRows(
            data, prefix="parts",
            initial=[{"subject": p.subject, "ends_on": p.ends_on, "amount": p.amount} for p in draft.parts],
        )  # fmt: skip
        self.bands = BandFormSet(
            data, prefix="bands", initial=[{"min_score": low, "pay_rate": rate} for low, rate in draft.bands]
        )
        self.secrets = SecretRows(data, prefix="secrets", initial=list(draft.business_secrets))

    @property
    def all(self) -> tuple[Any, ...]:
        return (self.contract, self.parts, self.terms, self.bands, self.secrets)

    def is_valid(self) -> bool:
        return False not in [part.is_valid() for part in self.all]

    @property
    def draft(self) -> Draft:
        return Draft(
            **self.contract.cleaned_data,
            terms=kept(self.terms),
            bands=[(row["min_score"], row["pay_rate"]) for row in kept(self.bands)],
            business_secrets=kept(self.secrets),
            parts=tuple(Part(**row) for row in kept(self.parts)),
        )


def sheets_of(data: Any, contract: Contract) -> ContractSheets:
    return ContractSheets(data, draft_of(contract))

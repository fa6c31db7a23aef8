"""Reads of contracts: what a new one starts from, its money by line, its masked text, lists and papers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from contracts.contract.models import Contract, ContractFund
from contracts.contract.policies import Can
from contracts.contract.schedule import Part, Period, first_of_month, payment_plan
from portal import statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.reports.actions import reports_of
from portal.reports.models import Report
from portal.statutes.daycount import Due
from portal.ui.parts import Fact
from portal.values import clock
from portal.values.text import plain
from purchasing.award.models import Award
from purchasing.funding.queries import holds_of_purchase
from purchasing.opening.models import OpenedBid
from purchasing.procurement.models import Procurement
from purchasing.procurement.models import State as ProcurementState
from purchasing.tender.models import TenderDocument

ZERO = Decimal("0.00")
MASK = "［商业秘密，不予公开］"
USUAL_BANDS = (
    ("D-pay-1-from", "D-pay-1-rate"),
    ("D-pay-2-from", "D-pay-2-rate"),
    ("D-pay-3-from", "D-pay-3-rate"),
    ("D-pay-4-from", "D-pay-4-rate"),
)
RELATED = (
    "procurement__purchaser__organization", "procurement__plan_item", "supplier__organization", "award", "drafted_by",
    "signer", "supplier_signer",
)  # fmt: skip
_CLAUSE = re.compile(r"(?:(?<=^)|(?<=[。；\n]))\s*(?=[一二三四五六七八九十]{1,3}、)")
_NUMBER = re.compile(r"^[一二三四五六七八九十]{1,3}、")


@dataclass(frozen=True)
class Draft:
    """What the drafter may set; amount, parties and subject come from the award and cannot be typed."""

    title: str
    starts_on: date
    ends_on: date
    instalments: int  # of equal parts; a plan of unequal ones counts its own
    terms: Sequence[dict[str, str]]
    bands: Sequence[tuple[Decimal, Decimal]]  # (from score, percent paid)
    payee_bank: str
    payee_account: str
    business_secrets: Sequence[dict[str, str]] = field(default_factory=tuple)
    parts: Sequence[Part] = ()


@dataclass(frozen=True)
class LineMoney:
    """One budget line's part of a contract, in yuan."""

    name: str
    code: str
    held: Decimal
    committed: Decimal
    paid: Decimal
    refunded: Decimal
    released: Decimal


def contracts_for(actor: Actor | None) -> QuerySet[Contract]:
    """The contracts an actor may read, with what a list shows."""
    rows = Contract.objects.select_related(*RELATED).annotate(paid_amount=Sum("payments__lines__amount"))
    return visible(actor, Can.READ_CONTRACT, rows).order_by("-pk")


def undrafted(actor: Actor | None) -> QuerySet[Procurement]:
    """The unit's procurements whose notice is sent and whose contract nobody has drafted."""
    organisation = actor.organization_id if actor else None
    return (
        Procurement.objects.filter(
            purchaser__organization=organisation, state=ProcurementState.NOTICE_SENT, contract__isnull=True
        )
        .select_related("award__supplier__organization", "purchaser__organization")
        .order_by("notice_sent_at")
    )


def contract_of(procurement: Procurement) -> Contract | None:
    """The procurement's contract, if one has been drafted; read at most once for one object."""
    return getattr(procurement, "contract", None) if procurement.notice_sent_at else None


def award_of(procurement: Procurement) -> Award:
    return Award.objects.select_related("supplier__organization").get(procurement=procurement)


def draft_of(contract: Contract) -> Draft:
    """A contract's own text, as its form shows it."""
    return Draft(
        title=contract.title, starts_on=contract.starts_on, ends_on=contract.ends_on, instalments=contract.instalments,
        terms=contract.terms, bands=[(b.min_score, b.pay_rate) for b in contract.bands.all()],
        payee_bank=contract.payee_bank, payee_account=contract.payee_account, business_secrets=contract.business_secrets,
        parts=parts_of(contract),
    )  # fmt: skip


def parts_of(contract: Contract) -> tuple[Part, ...]:
    """The rows of a payment plan of unequal parts, as they were typed; none where the parts are equal."""
    return tuple(Part(row.subject, row.ends_on, row.amount) for row in contract.parts.all())


def plan_of(contract: Contract) -> list[Period]:
    """The contract's periods with what is due for each, whatever way they were agreed on."""
    return payment_plan(contract.starts_on, contract.ends_on, contract.amount, contract.instalments, parts_of(contract))


def differences(saved: Draft, typed: Draft) -> list[Fact]:
    """What is saved and differs from what was typed, field by field: for the person whose edit came second."""
    labels = {
        "title": _("合同名称"), "starts_on": _("服务开始"), "ends_on": _("服务结束"), "instalments": _("付款期数"),
        "payee_bank": _("开户银行"), "payee_account": _("收款账号"),
    }  # fmt: skip
    facts = [
        Fact(label, getattr(saved, name))
        for name, label in labels.items()
        if getattr(saved, name) != getattr(typed, name)
    ]
    typed_terms = {(term["heading"], term["text"]) for term in typed.terms}
    facts += [Fact(t["heading"], t["text"]) for t in saved.terms if (t["heading"], t["text"]) not in typed_terms]
    if list(saved.bands) != list(typed.bands):
        facts.append(Fact(_("考核付款标准"), "；".join(f"≥ {low}: {rate} %" for low, rate in saved.bands)))
    if tuple(saved.parts) != tuple(typed.parts):
        rows = "；".join(f"{part.subject} {part.ends_on} {part.amount:,.2f}" for part in saved.parts)
        facts.append(Fact(_("付款计划"), rows or _("按期平均支付")))
    typed_secrets = {secret["text"] for secret in typed.business_secrets}
    facts += [Fact(_("商业秘密"), s["text"]) for s in saved.business_secrets if s["text"] not in typed_secrets]
    return facts


def suggested(procurement: Procurement, today: date) -> Draft:
    """The contract as tender document, award and plan give it: the planned months from the first of the next month."""
    award = award_of(procurement)
    document = TenderDocument.objects.filter(procurement=procurement).first()
    months = procurement.plan_item.term_months
    starts = first_of_month(today, 1)
    return Draft(
        title=f"{procurement.title}合同",
        starts_on=starts,
        ends_on=date.fromordinal(first_of_month(starts, months).toordinal() - 1),
        instalments=months,
        terms=clauses_of(document.contract_draft if document else ""),
        bands=usual_bands(today),
        payee_bank=award.supplier.bank_name,
        payee_account=award.supplier.bank_account,
    )


def usual_bands(day: date) -> tuple[tuple[Decimal, Decimal], ...]:
    """The table of scores and pay rates that a new contract starts with; its parties may agree on another."""
    rules = statutes.several([code for pair in USUAL_BANDS for code in pair], day)
    return tuple((rules[floor].value, rules[rate].value) for floor, rate in USUAL_BANDS)


def clauses_of(text: str) -> list[dict[str, str]]:
    """A contract draft "一、…。二、…。" as clauses; text without numbers is one clause a paragraph."""
    parts = [part.strip() for piece in text.splitlines() for part in _CLAUSE.split(piece) if part.strip()]
    return [
        {"heading": f"第{_in_chinese(number)}条", "text": _NUMBER.sub("", part)}
        for number, part in enumerate(parts, start=1)
    ]


def _in_chinese(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones or not tens else "")


def price_lines(contract: Contract) -> list[dict[str, Any]]:
    """The winner's price sheet: name, unit, quantity, shown_quantity, unit_price, amount; amounts in yuan."""
    return prices_of_bid(contract.award.bid_id)


def prices_of_bid(bid: int) -> list[dict[str, Any]]:
    opened = OpenedBid.objects.filter(bid=bid).values_list("unit_prices", flat=True).first() or []
    figures = ("quantity", "unit_price", "amount")
    rows = [{**row, **{name: Decimal(str(row[name])) for name in figures}} for row in opened]
    return [{**row, "shown_quantity": plain(row["quantity"])} for row in rows]


def public_clauses(contract: Contract) -> list[dict[str, str]]:
    """The clauses with every business secret covered (IR art. 50)."""
    return [{name: masked(c[name], contract.business_secrets) for name in ("heading", "text")} for c in contract.terms]


def masked(text: str, secrets: Sequence[dict[str, str]]) -> str:
    """The text with every place of every secret covered; places that overlap or touch are one, so that no rest stays."""
    covered = [False] * len(text)
    for secret in (s["text"] for s in secrets if s["text"]):
        for place in re.finditer(f"(?={re.escape(secret)})", text):
            covered[place.start() : place.start() + len(secret)] = [True] * len(secret)
    parts = groupby(zip(text, covered, strict=True), key=lambda each: each[1])
    return "".join(MASK if is_secret else "".join(letter for letter, _covered in run) for is_secret, run in parts)


def holds_for(contract: Contract) -> QuerySet[Any]:
    """The holds of its plan item, each with what the contract commits of it, in the order of the lines; not read yet."""
    own = ContractFund.objects.filter(contract=contract, hold=OuterRef("pk")).values("amount")[:1]
    return holds_of_purchase(contract.procurement.plan_item).annotate(bound=Coalesce(Subquery(own), ZERO))


def money_by_line(holds: Iterable[Any]) -> list[LineMoney]:
    """What each budget line holds for the contract and what was paid from it; with its year, once money was carried over."""
    rows = list(holds)
    carried = any(h.carried for h in rows)
    return [
        LineMoney(
            str(h.line) if carried else h.line.name, h.line.code, h.amount, h.committed if carried else h.bound, h.paid,
            h.refunded, h.released,
        )
        for h in rows
    ]  # fmt: skip


def signing_due(contract: Contract) -> Due | None:
    """By when the contract must be signed (R-61), from the day of the notice of award."""
    notice = contract.award.notice_at
    return statutes.due("R-61", clock.day_of(notice)) if notice else None


@dataclass(frozen=True)
class Limit:
    """A time limit of a contract, by the transition that meets it, and when it was met."""

    name: str
    label: str
    due: Due
    met_on: date | None


def limits_of(contract: Contract) -> list[Limit]:
    """Signing, publication and filing, each from the day it runs from (R-61, R-62, R-63)."""
    signed = clock.day_of(contract.signed_at) if contract.signed_at else None
    limits = [("sign", _("签订合同"), signing_due(contract), contract.signed_at)]
    if signed:
        limits.append(("publish", _("公告合同"), statutes.due("R-62", signed), contract.published_at))
        limits.append(("file", _("合同备案"), statutes.due("R-63", signed), contract.filed_at))
    return [Limit(name, label, due, clock.day_of(at) if at else None) for name, label, due, at in limits if due]


def periods_of(contract: Contract) -> QuerySet[Any]:
    """The acceptances of the contract in order (rows of an aggregate above, read as they are, as are the payments)."""
    rows: QuerySet[Any] = contract.acceptances.order_by("period")
    return rows


def payments_of(contract: Contract) -> QuerySet[Any]:
    """The requests for the contract's payments, the latest of a period last, each with what came back of it."""
    back = Coalesce(Sum("refunds__amount", filter=Q(refunds__state="confirmed")), ZERO)
    rows: QuerySet[Any] = contract.payments.annotate(refunded=back).order_by("pk")
    return rows


def refunded_in(payments: Iterable[Any]) -> Decimal:
    """What came back of these payments, in yuan."""
    return sum((payment.refunded for payment in payments), ZERO)


def with_payments(periods: Iterable[Any], payments: Iterable[Any]) -> None:
    """Give each period the latest of its requests as `payment`, None where nobody has asked, and what was `paid` of it
    where that is only a part."""
    latest = {payment.acceptance_id: payment for payment in payments}
    for period in periods:
        paid = paid_in(payment for payment in payments if payment.acceptance_id == period.pk)
        period.payment, period.part_paid = (
            latest.get(period.pk),
            paid if ZERO < paid < (period.payable or ZERO) else None,
        )


def paid_in(payments: Iterable[Any]) -> Decimal:
    """What was paid on these requests, in yuan."""
    return sum((payment.amount for payment in payments if payment.paid_at), ZERO)


def deducted_in(periods: Iterable[Any]) -> Decimal:
    """What was deducted in these periods, in yuan."""
    return sum((period.deduction for period in periods if period.deduction), ZERO)


def papers_of(contract: Contract) -> QuerySet[Report]:
    """The current papers: the full text for the parties, and the public one."""
    return reports_of(contract).filter(superseded_by=None)

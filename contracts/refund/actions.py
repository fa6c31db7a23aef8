"""Writes of refunds: what a clerk records, and the entries with which the confirmation returns money to the lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contracts.payment.models import PaymentRequest
from contracts.payment.models import State as PaymentState
from contracts.payment.policies import Can
from contracts.refund.flow import REFUND
from contracts.refund.guards import within_paid
from contracts.refund.models import Refund, RefundLine
from contracts.refund.queries import shares_of
from portal import statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.values import clock
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.formkeys import answered, keep
from portal.workflow.numbers import next_number
from portal.workflow.perform import acting
from purchasing.funding.actions import refund_to_holds
from purchasing.publication.actions import draft_publication
from purchasing.publication.models import Kind


def record_refund(
    actor: Actor,
    payment: PaymentRequest,
    *,
    amount: Decimal,
    ground: str,
    reason: str,
    receipt: str,
    received_on: date,
    form_key: str = "",
) -> Refund:
    """Put on record that `amount` yuan of a payment came back; a form pressed twice records once.

    Raises Refused ("not-paid", "over-paid", "receipt-used", "before-payment", "in-the-future"), Forbidden for anyone but
    the clerks of the purchaser's finance body.
    """
    with acting(actor) as act:
        paid = _locked(payment.pk)
        mine = Refund.objects.filter(payment=paid)
        if key := answered(actor, form_key, REFUND.name, lambda row: mine.filter(pk=row.subject_pk).exists()):
            return mine.get(pk=key.subject_pk)
        if paid.state != PaymentState.PAID or paid.paid_at is None:
            raise Refused(Refusal("not-paid", _("这笔款项还没有支付，没有可退回的。")))
        if not allows(actor, Can.RECORD_REFUND_OF, paid):
            raise Forbidden(NOT_ALLOWED)
        _check_day(act, clock.day_of(paid.paid_at), received_on)
        assert act.user is not None
        refund = Refund(
            payment=paid, amount=amount, ground=ground, reason=reason, receipt=receipt, received_on=received_on,
            recorded_by=act.user, recorded_at=act.at,
        )  # fmt: skip
        if refusal := within_paid(refund, act):
            raise Refused(refusal)
        with _receipt_once(receipt):
            act.begin(REFUND, refund)
        keep(actor, form_key, flow=REFUND.name, transition="begin", subject_pk=refund.pk, at=act.at)
        return refund


def _locked(pk: int) -> PaymentRequest:
    """The payment's row, so that no two refunds of it are judged by the same rest."""
    rows = PaymentRequest.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("contract__procurement__purchaser", "acceptance").get(pk=pk)


def _check_day(act: Act, paid_on: date, received_on: date) -> None:
    if received_on > clock.day_of(act.at):
        raise Refused(Refusal("in-the-future", _("收到日期不能晚于今天。"), field="received_on"))
    if received_on < paid_on:
        raise Refused(
            Refusal("before-payment", _("收到日期早于支付日 %(day)s，请核对。") % {"day": paid_on}, field="received_on")
        )


@contextmanager
def _receipt_once(number: str) -> Iterator[None]:
    """The constraint decides between two who record one receipt, now or at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(
            Refusal(
                "receipt-used",
                _("缴款凭证 %(number)s 已经登记过退回。") % {"number": number},
                next_step=_("请核对凭证号；重复登记的，先撤回原来的登记。"),
                field="receipt",
            )
        ) from error


@REFUND.performs("confirm")
def confirm(refund: Refund, act: Act) -> None:
    """Return the money to the lines that bore the payment, and put it before the public. Raises Refused ("over-paid")
    where more has come back by now."""
    refund.payment = _locked(refund.payment_id)
    if refusal := within_paid(refund, act):
        raise Refused(refusal)
    year = clock.local(act.at).year
    refund.number = f"景国库退〔{year}〕{next_number('refund', year)}号"
    refund.decided_by, refund.decided_at = act.user, act.at
    contract = refund.payment.contract
    shares = refund_to_holds(act, contract.procurement.plan_item, shares_of(refund), refund.number)
    RefundLine.objects.bulk_create(
        RefundLine(refund=refund, hold=hold, amount=amount) for hold, amount in shares.items()
    )
    public_from = statutes.due("D-publish-payment", clock.day_of(act.at))
    act.rules[public_from.ruling.code] = public_from.ruling
    draft_publication(
        act,
        refund,
        Kind.REFUND,
        title=_("%(title)s第 %(period)s 期支付退回情况")
        % {"title": contract.procurement.title, "period": refund.payment.acceptance.period},
        purchaser=contract.procurement.purchaser,
        ocid=contract.procurement.ocid,
        not_before=clock.start_of(public_from.date),
    )


@REFUND.performs("refuse")
def refuse(refund: Refund, act: Act, *, reason: str) -> None:
    refund.decided_by, refund.decided_at, refund.refusal = act.user, act.at, reason


@REFUND.performs("withdraw")
def withdraw(refund: Refund, act: Act) -> None:
    """The clerk takes it back before it is decided."""

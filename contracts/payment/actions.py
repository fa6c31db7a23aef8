"""Writes of payments: the invoice's amount within what was accepted, the money from the holds, the rest back at completion."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contracts.acceptance.flow import ACCEPTANCE
from contracts.acceptance.models import Acceptance
from contracts.acceptance.queries import is_passed
from contracts.contract.flow import CONTRACT
from contracts.contract.models import Contract
from contracts.contract.policies import Can as ContractCan
from contracts.payment.flow import PAYMENT
from contracts.payment.guards import within_contract, within_holds, within_period
from contracts.payment.models import PaymentLine, PaymentRequest
from contracts.payment.queries import on_its_way, open_limits, open_of, payment_due, settles, standing
from contracts.payment.reports import issue_voucher
from portal import statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.files.actions import store_checked
from portal.files.content import Checked
from portal.statutes.daycount import Due
from portal.values import clock
from portal.values.refusal import Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.numbers import next_number
from portal.workflow.perform import acting
from purchasing.funding.actions import pay_from_holds
from purchasing.publication.actions import draft_publication
from purchasing.publication.models import Kind


def request_payment(
    actor: Actor,
    acceptance: Acceptance,
    *,
    invoice_number: str,
    invoice_on: date,
    amount: Decimal | None = None,
    invoice: Checked | None = None,
) -> PaymentRequest:
    """Ask for the payment of an accepted period, on the supplier's invoice of `amount` yuan; without one, of all that is
    open. Due 30 days from the invoice (R-66). After a rejection the period is asked for anew, with the same invoice or
    another.

    Raises Refused when the period is not accepted, the invoice was used, a request is on its way or nothing is open, and
    ("over-contract", "over-accepted", "over-balance") above what may be paid; Forbidden for others than the unit's
    appointed finance person.
    """
    with acting(actor) as act:
        period = (
            Acceptance.objects.select_for_update(of=("self",))
            .select_related("contract__procurement")
            .get(pk=acceptance.pk)
        )
        _check_requester(act, period.contract)
        _check_request(act, period, invoice_number, invoice_on)
        due = payment_due(period, invoice_on)
        act.rules[due.ruling.code] = due.ruling
        asked = open_of(period) if amount is None else amount
        payment = _drafted(act, period, asked, invoice_number, invoice_on, due)
        _check_amount(act, payment)
        with _invoice_once(invoice_number):
            act.begin(PAYMENT, payment)
        _keep_invoice(act, payment, invoice)
        _note_due(payment, due)
        act.renew_inbox(PAYMENT, payment)
        act.renew_inbox(ACCEPTANCE, period)
        return payment


def _drafted(
    act: Act, period: Acceptance, amount: Decimal, invoice_number: str, invoice_on: date, due: Due
) -> PaymentRequest:
    """The request as contract and invoice give it, not saved yet."""
    contract = period.contract
    assert act.user is not None
    return PaymentRequest(
        contract=contract, acceptance=period, amount=amount, invoice_number=invoice_number, invoice_on=invoice_on,
        payee_name=contract.supplier.organization.name, payee_bank=contract.payee_bank,
        payee_account=contract.payee_account, requested_by=act.user, requested_at=act.at, due_on=due.date,
    )  # fmt: skip


def _note_due(payment: PaymentRequest, due: Due) -> None:
    """The limit runs from the invoice (for small suppliers from acceptance), not from the day of the request."""
    open_limits(payment).update(
        starts_on=due.start, due_on=due.date, rule=due.ruling.code, cites=due.ruling.cites, provisional=due.provisional
    )


def _keep_invoice(act: Act, payment: PaymentRequest, invoice: Checked | None) -> None:
    """Keep the invoice as the supplier sent it, beside the request."""
    if invoice is not None:
        payment.invoice = store_checked(invoice, act=act, subject=payment, purpose="invoice")
        payment.save(update_fields=["invoice"])


def _check_amount(act: Act, payment: PaymentRequest) -> None:
    for guard in (within_contract, within_period, within_holds):
        if refusal := guard(payment, act):
            raise Refused(refusal)


def _check_requester(act: Act, contract: Contract) -> None:
    if not allows(act.actor, ContractCan.REQUEST_PAYMENT, contract):
        raise Forbidden(
            Refusal("not-allowed", _("只有委派为本项目单位财务的人员可以申请支付。"), next_step=_("请由单位财务办理。"))
        )


def _check_request(act: Act, period: Acceptance, invoice_number: str, invoice_on: date) -> None:
    if period.members.filter(user=act.user).exists():
        raise Refused(
            Refusal(
                "separation-of-duties",
                _("您是本期的验收员，不能申请本期的支付。"),
                rule="SD7",
                next_step=_("请由另一位单位财务人员办理。"),
            )
        )
    if not is_passed(period):
        raise Refused(Refusal("not-accepted", _("本期尚未验收合格，不能申请支付。"), next_step=_("请等待验收结果。")))
    if on_its_way(period.payments.all()).exists() or open_of(period) <= 0:
        raise Refused(Refusal("already-requested", _("本期已经申请支付。")))
    _check_invoice(act, period, invoice_number, invoice_on)


def _check_invoice(
    act: Act, period: Acceptance, invoice_number: str, invoice_on: date, own: PaymentRequest | None = None
) -> None:
    """An invoice is used once, and dated between the period it is for and today."""
    same = standing(PaymentRequest.objects.filter(invoice_number=invoice_number))
    if (same.exclude(pk=own.pk) if own else same).exists():
        raise Refused(_invoice_used(invoice_number))
    if invoice_on > clock.day_of(act.at):
        raise Refused(Refusal("invoice-in-future", _("发票日期不能晚于今天。"), field="invoice_on"))
    if invoice_on < period.period_from:
        raise Refused(Refusal("invoice-too-early", _("发票日期早于本期服务的第一天，请核对。"), field="invoice_on"))


@contextmanager
def _invoice_once(number: str) -> Iterator[None]:
    """The constraint decides between two who present one invoice at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(_invoice_used(number)) from error


def _invoice_used(number: str) -> Refusal:
    return Refusal(
        "invoice-used", _("发票号码 %(number)s 已经用于另一笔支付。") % {"number": number}, field="invoice_number"
    )


@PAYMENT.performs("approve_in_unit")
def approve_in_unit(payment: PaymentRequest, act: Act) -> None:
    """The head of the unit approves."""


@PAYMENT.performs("check")
def check(payment: PaymentRequest, act: Act) -> None:
    """Finance has checked contract, acceptance, invoice and payee."""


@PAYMENT.performs("pay")
def pay(payment: PaymentRequest, act: Act) -> None:
    """Pay from the holds, line by line; the last payment completes the contract."""
    Contract.objects.select_for_update(of=("self",)).get(pk=payment.contract_id)
    if refusal := within_contract(payment, act):  # again: another payment may have gone out while this one waited
        raise Refused(refusal)
    last = settles(payment)
    year = clock.local(act.at).year
    payment.voucher = f"景国库支〔{year}〕{next_number('voucher', year)}号"
    payment.paid_at = act.at
    shares = pay_from_holds(act, payment.contract.procurement.plan_item, payment.amount, payment.voucher, last=last)
    PaymentLine.objects.bulk_create(
        PaymentLine(payment=payment, hold=hold, amount=amount) for hold, amount in shares.items()
    )
    issue_voucher(payment, act)
    procurement = payment.contract.procurement
    public_from = statutes.due("D-publish-payment", clock.day_of(act.at))
    act.rules[public_from.ruling.code] = public_from.ruling
    draft_publication(
        act,
        payment,
        Kind.PAYMENT,
        title=_("%(title)s第 %(period)s 期支付情况")
        % {"title": procurement.title, "period": payment.acceptance.period},
        purchaser=procurement.purchaser,
        ocid=procurement.ocid,
        not_before=clock.start_of(public_from.date),
    )
    if last:
        act.perform_as_system(CONTRACT, payment.contract, "complete")


@PAYMENT.performs("return_to_unit")
def return_to_unit(payment: PaymentRequest, act: Act, *, reason: str) -> None:
    payment.reason = reason


@PAYMENT.performs("resubmit")
def resubmit(
    payment: PaymentRequest, act: Act, *, invoice_number: str, invoice_on: date, amount: Decimal | None = None,
    invoice: Checked | None = None,
) -> None:  # fmt: skip
    """With the corrected invoice; the payee is read from the contract again. Without an amount or a file, as before."""
    _check_invoice(act, payment.acceptance, invoice_number, invoice_on, own=payment)
    contract, due = payment.contract, payment_due(payment.acceptance, invoice_on)
    payment.invoice_number, payment.invoice_on, payment.due_on = invoice_number, invoice_on, due.date
    payment.payee_name = contract.supplier.organization.name
    payment.payee_bank, payment.payee_account = contract.payee_bank, contract.payee_account
    payment.reason = ""
    payment.amount = amount or payment.amount
    _check_amount(act, payment)
    _keep_invoice(act, payment, invoice)
    with _invoice_once(invoice_number):
        payment.save(update_fields=["invoice_number"])
    _note_due(payment, due)


@PAYMENT.performs("reject")
def reject(payment: PaymentRequest, act: Act, *, reason: str) -> None:
    """The request is closed, and its limit with it; the money stays committed to the contract for the next one."""
    payment.reason = reason
    open_limits(payment).delete()

"""Approving a plan freezes the money of its items (path B: when it has come); contracts commit it, payments spend it, the
rest is freed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.values import clock
from portal.values.money import split
from portal.values.refusal import Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.numbers import next_number, next_numbers
from purchasing.budget.actions import enter, enter_all, lock_lines, next_years_line
from purchasing.budget.models import BudgetLine, LedgerEntry
from purchasing.budget.queries import over_balance, shortfall
from purchasing.funding.models import BudgetHold
from purchasing.funding.queries import (
    ZERO,
    holds_of,
    holds_of_purchase,
    is_funded,
    open_amount,
    open_holds,
    shares_of_payment,
    to_carry,
    wanted_of,
)
from purchasing.plan.flow import PLAN, PLAN_ITEM
from purchasing.plan.models import AnnualPlan, ItemState, PlanApproval, PlanItem
from purchasing.plan.queries import items_of
from purchasing.plan.reports import request_approval_letter
from purchasing.plan.screening import UNFUNDED
from purchasing.publication.actions import draft_publication
from purchasing.publication.models import Kind

OCID_PREFIX = "ocds-jdzgf1"
Recommendation = PlanItem.Recommendation
_MOVES = {Recommendation.AWAIT: "await_budget", Recommendation.RESERVE: "reserve", Recommendation.REFUSE: "refuse"}


@PLAN.performs("approve")
def approve(plan: AnnualPlan, act: Act, **data: Any) -> None:
    """Decide every item as the clerk recommended, freeze the money, issue the letter, put the text up for its check.

    Raises Refused ("over-balance") naming every line that falls short, with its gap.
    """
    items = list(items_of(plan).filter(state=ItemState.FUNDING_CHECK))
    approved = [item for item in items if item.recommendation == Recommendation.APPROVE]
    if not approved and not any(item.recommendation == Recommendation.AWAIT for item in items):
        raise Refused(
            Refusal(
                "nothing-to-approve",
                _("没有建议同意的事项，不能批准。"),
                next_step=_("请退回单位，或者作出不予批准的决定。"),
            )
        )
    if unfunded := [item for item in approved if item.category in UNFUNDED]:
        raise Refused(*(_not_funded(item, act) for item in unfunded))
    create_holds(act, approved)
    _approve_items(act, plan, approved)
    for recommendation, move in _MOVES.items():
        others = [item for item in items if item.recommendation == recommendation]
        act.perform_all_as_system(PLAN_ITEM, others, move)
    plan.decided_at = act.at
    approval = _approval(plan, act, approved)
    request_approval_letter(approval, act)
    draft_publication(
        act, plan, Kind.PLAN, title=str(plan), purchaser=plan.purchaser, not_before=act.at, author=plan.author
    )


def approve_later(act: Act, item: PlanItem) -> PlanApproval:
    """Let an item join its approved plan by a numbered supplement: its money frozen, the letter issued.

    Raises Refused ("funding-sum", "over-balance").
    """
    item.recommendation, item.opinion = Recommendation.APPROVE, ""
    item.save(update_fields=["recommendation", "opinion"])
    create_holds(act, [item])
    _approve_items(act, item.plan, [item])
    approval = _approval(item.plan, act, [item], supplement=item)
    request_approval_letter(approval, act)
    return approval


def _approve_items(act: Act, plan: AnnualPlan, items: list[PlanItem]) -> None:
    """Each gets its OCID, in the order of the plan, and is approved."""
    for item, ocid in zip(items, mint_ocids(plan.fiscal_year, len(items)), strict=True):
        item.ocid = ocid
    PlanItem.objects.bulk_update(items, ["ocid"])
    act.perform_all_as_system(PLAN_ITEM, items, "approve")


def mint_ocid(year: int) -> str:
    """The next OCID of a fiscal year; inside the act that uses it."""
    return mint_ocids(year, 1)[0]


def mint_ocids(year: int, count: int) -> list[str]:
    """The next OCIDs of a fiscal year, in one step of its numbering; inside the act that uses them."""
    return [f"{OCID_PREFIX}-{year}-{number:06d}" for number in next_numbers("ocid", year, count)] if count else []


def _approval(plan: AnnualPlan, act: Act, items: list[PlanItem], supplement: PlanItem | None = None) -> PlanApproval:
    year = clock.day_of(act.at).year
    number = next_number("plan_approval", year)
    assert isinstance(act.user, User), "a plan is approved by a person"
    return PlanApproval.objects.create(
        plan=plan,
        item=supplement,
        number=f"景财购批〔{year}〕{number}号",
        amount=sum((item.this_year for item in items), ZERO),
        approved_at=act.at,
        approved_by=act.user,
    )


def create_holds(act: Act, items: list[PlanItem]) -> list[BudgetHold]:
    """Freeze the funding of these items on their lines, all of it or none; as many statements for many as for one where
    their funding is read.

    The lines are locked in the order of their keys. Raises Refused ("over-balance") naming every line that falls short.
    """
    if unfunded := [item for item in items if not is_funded(item)]:
        raise Refused(*(_not_funded(item, act) for item in unfunded))
    funding = [(item, row) for item in items for row in item.funding.all()]
    wanted = wanted_of([row for _item, row in funding])
    lines = lock_lines(wanted)
    if short := shortfall(lines, wanted, act):
        raise Refused(short)
    enter_all(act, LedgerEntry.Kind.HOLD, [(lines[row.line_id], row.amount, item) for item, row in funding])
    return BudgetHold.objects.bulk_create(
        BudgetHold(item=item, line=lines[row.line_id], amount=row.amount, created_at=act.at) for item, row in funding
    )


def _not_funded(item: PlanItem, act: Act) -> Refusal:
    return Refusal(
        "funding-sum",
        _("“%(item)s”的资金来源合计与金额不符，没有预算不能批准。") % {"item": item.title},
        rule="R-05",
        article=act.rule("R-05", clock.day_of(act.at)).cites,
        next_step=_("请退回单位补正，或者建议转入储备。"),
    )


def commit_holds(act: Act, item: PlanItem, contract_amount: Decimal) -> dict[BudgetHold, Decimal]:
    """On signing: holds fall to the contract amount, pro rata by line in whole fen, and the rest is freed.

    Returns what each hold is committed to, in yuan. Raises Refused ("over-balance") above what is frozen.
    """
    holds, lines = _locked(item)
    _within_open(holds, contract_amount, item, act)
    committed = {}
    for hold, amount in zip(holds, split(contract_amount, [hold.open for hold in holds]), strict=True):
        line = lines[hold.line_id]
        rest = hold.open - amount
        enter(act, line, LedgerEntry.Kind.RELEASE, rest, item=hold.item)
        enter(act, line, LedgerEntry.Kind.COMMIT, amount, item=hold.item)
        hold.released += rest
        hold.committed = amount
        hold.save(update_fields=["released", "committed"])
        committed[hold] = amount
    return committed


def pay_from_holds(
    act: Act, item: PlanItem, amount: Decimal, document: str, *, last: bool = False
) -> dict[BudgetHold, Decimal]:
    """Pay `amount` yuan out of the committed holds and return what each line bears; `last` is the contract's last payment.

    Raises Refused ("over-balance") above what is still committed.
    """
    holds, lines = _locked(item)
    _within_open(holds, amount, item, act)
    paid = {}
    for hold, share in zip(holds, shares_of_payment(holds, amount, last=last), strict=True):
        enter(act, lines[hold.line_id], LedgerEntry.Kind.PAY, share, item=hold.item, document=document)
        hold.paid += share
        hold.save(update_fields=["paid"])
        paid[hold] = share
    return paid


def refund_to_holds(
    act: Act, item: PlanItem, shares: Mapping[int, Decimal], document: str
) -> dict[BudgetHold, Decimal]:
    """Return to the lines what came back of a payment: `shares` in yuan by key of the hold that had borne it.

    The database refuses more than a hold has paid.
    """
    holds, lines = _locked(item)
    returned = {}
    for hold in holds:
        if share := shares.get(hold.pk, ZERO):
            enter(act, lines[hold.line_id], LedgerEntry.Kind.REFUND, share, item=hold.item, document=document)
            hold.refunded += share
            hold.save(update_fields=["refunded"])
            returned[hold] = share
    return returned


def release_rest(act: Act, item: PlanItem) -> Decimal:
    """Free what is still frozen for the item (deductions at completion, everything when it ends). Returns the sum in yuan."""
    holds, lines = _locked(item)
    freed = open_amount(holds)
    for hold in holds:
        rest, line = hold.open, lines[hold.line_id]
        uncommitted = max(ZERO, hold.committed - hold.paid)
        enter(act, line, LedgerEntry.Kind.UNCOMMIT, uncommitted, item=hold.item)
        enter(act, line, LedgerEntry.Kind.RELEASE, rest, item=hold.item)
        hold.committed -= uncommitted
        hold.released += rest
        hold.save(update_fields=["released", "committed"])
    return freed


def freeze_anew(act: Act, item: PlanItem, wanted: dict[int, Decimal]) -> None:
    """Freeze for the item what `wanted` says (yuan by key of the line) instead of what is frozen; before any contract.

    Raises Refused ("over-balance") naming every line that falls short, with its gap.
    """
    lines = lock_lines({*wanted, *holds_of(item).values_list("line_id", flat=True)})
    held = {hold.line_id: hold for hold in BudgetHold.objects.select_for_update(of=("self",)).filter(item=item)}
    more = {pk: rest for pk, yuan in wanted.items() if (rest := yuan - (held[pk].open if pk in held else ZERO)) > 0}
    if short := shortfall({pk: lines[pk] for pk in more}, more, act):
        raise Refused(short)
    for pk, line in lines.items():
        hold = held.get(pk) or BudgetHold(item=item, line=line, amount=ZERO, created_at=act.at)
        rest = wanted.get(pk, ZERO) - hold.open
        if rest > 0:
            enter(act, line, LedgerEntry.Kind.HOLD, rest, item=item)
            hold.amount += rest
        elif rest < 0:
            enter(act, line, LedgerEntry.Kind.RELEASE, -rest, item=item)
            hold.released -= rest
        hold.save()


def carry_over(act: Act, item: PlanItem, document: str) -> tuple[Decimal, Decimal]:
    """Move what is still needed of the item's open holds to the next year, frozen and committed as before, and free the
    rest. Returns what was carried and what was freed, in yuan."""
    before = list(open_holds(item))
    following = {hold.line_id: next_years_line(hold.line) for hold in before}
    lines = lock_lines([*following, *(line.pk for line in following.values())])
    locked = BudgetHold.objects.select_for_update(of=("self",)).filter(pk__in=[hold.pk for hold in before])
    holds = list(locked.select_related("line").order_by("line_id"))
    shares = to_carry(item, holds)
    freed = open_amount(holds) - sum(shares, ZERO)
    for hold, share in zip(holds, shares, strict=True):
        _carry(act, hold, share, lines[hold.line_id], lines[following[hold.line_id].pk], document)
    return sum(shares, ZERO), freed


def _carry(act: Act, hold: BudgetHold, share: Decimal, source: BudgetLine, target: BudgetLine, document: str) -> None:
    uncommitted = max(ZERO, hold.committed - hold.paid)
    committed = share if uncommitted else ZERO
    kinds = LedgerEntry.Kind
    moves = (
        (source, kinds.UNCOMMIT, uncommitted), (source, kinds.RELEASE, hold.open), (source, kinds.CARRY_OUT, share),
        (target, kinds.CARRY_IN, share), (target, kinds.HOLD, share), (target, kinds.COMMIT, committed),
    )  # fmt: skip
    for line, kind, amount in moves:
        enter(act, line, kind, amount, item=hold.item, document=document)
    hold.released += hold.open
    hold.carried, hold.committed = hold.carried + share, hold.committed - uncommitted
    hold.save(update_fields=["released", "carried", "committed"])
    BudgetHold.objects.create(item=hold.item, line=target, amount=share, committed=committed, created_at=act.at)


def _locked(item: PlanItem) -> tuple[list[BudgetHold], dict[int, BudgetLine]]:
    """The lines of what the item buys and then its open holds under lock, both in the order of the lines' keys."""
    lines = lock_lines(holds_of_purchase(item).values_list("line_id", flat=True))
    rows = holds_of_purchase(item).select_related("item").select_for_update(of=("self",))
    return [hold for hold in rows if hold.open], lines


def _within_open(holds: list[BudgetHold], amount: Decimal, item: PlanItem, act: Act) -> None:
    if amount > open_amount(holds):
        raise Refused(over_balance(item.title, open_amount(holds), amount, act))

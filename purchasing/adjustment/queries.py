"""Reads of adjustments: what an item says as it would be changed, both sides in words, and what speaks of it elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet, TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.reports.actions import reports_of
from portal.reports.models import Report
from portal.values import clock
from purchasing.adjustment.models import Change, PlanAdjustment
from purchasing.adjustment.policies import Can
from purchasing.budget.models import BudgetLine, Category
from purchasing.funding.queries import open_amount, open_holds, to_carry
from purchasing.plan.models import BEGUN, STANDING, AnnualPlan, ItemFunding, ItemState, Method, PlanItem
from purchasing.plan.queries import items_of
from purchasing.plan.screening import Rulings, Screening, screen
from purchasing.plan.slices import slices_of, total_of
from purchasing.procurement.life import ENDED
from purchasing.procurement.models import Procurement

ADDED = (
    "catalogue_item", "title", "summary", "category", "method", "expected_month", "term_months", "reservation",
    "supplier_conditions",
)  # fmt: skip
TEXTS = {
    Change.METHOD: ("method",),
    Change.SCOPE: ("title", "summary", "supplier_conditions"),
    Change.SCHEDULE: ("expected_month",),
}
CHAIN = {
    "first": "adjustment.recommend", "last": ("adjustment.approve", "adjustment.refuse"),
    "again": ("adjustment.approve_in_unit", "adjustment.return_to_unit"),
}  # fmt: skip
"""Which acts are the links of an adjustment's chain, and after which all begins anew."""
CHANGEABLE = tuple(state for state in STANDING if state != ItemState.COMPLETED)
UNDER_WAY = tuple(state for state in BEGUN if state != ItemState.COMPLETED)
Side = tuple[str, str, str]


def adjustments_for(actor: Actor) -> QuerySet[PlanAdjustment]:
    """The adjustments an actor may read, newest first."""
    rows = PlanAdjustment.objects.select_related("item__plan__purchaser__organization")
    return visible(actor, Can.READ_ADJUSTMENT, rows).order_by("-pk")


def papers_of(adjustment: PlanAdjustment) -> QuerySet[Report]:
    """The letter that decided: of the adjustment itself, or that by which its item joined the plan."""
    if adjustment.number is None:
        return Report.objects.none()
    subject = adjustment.item.supplement if adjustment.joins_now else adjustment
    return reports_of(subject).select_related("file")


def changeable_items(actor: Actor) -> QuerySet[PlanItem]:
    """The approved items of the actor's unit, newest year first."""
    rows = PlanItem.objects.filter(state__in=CHANGEABLE).select_related("plan__purchaser__organization")
    return visible(actor, Can.BEGIN_ADJUSTMENT, rows).order_by("-plan__fiscal_year", "seq", "pk")


def screen_added(item: PlanItem, day: date, rules: Rulings) -> Screening:
    """What is missing or wrong in an item that is to join its plan."""
    return screen(item.plan, items_of(item.plan).filter(pk=item.pk), day, rules)


def plans_to_add_to(actor: Actor) -> QuerySet[AnnualPlan]:
    """The public plans of the actor's unit that an item may still join."""
    rows = AnnualPlan.objects.filter(fiscal_year__gte=clock.today().year).select_related("purchaser__organization")
    return visible(actor, Can.ADD_ITEM, rows).order_by("-fiscal_year")


def running(item: PlanItem) -> Procurement | None:
    """The procurement of the item that has not ended, if there is one."""
    return Procurement.objects.filter(plan_item=item).exclude(state__in=ENDED).first()


def as_it_is(item: PlanItem, change: str) -> dict[str, Any]:
    """The fields that a change concerns, as the item has them now, in the form in which they are kept."""
    if change == Change.ADD_ITEM:
        return {}
    if change == Change.CARRY_OVER:
        return {"open": [[hold.line_id, str(hold.open)] for hold in open_holds(item)]}
    if change == Change.CANCEL:
        return {"amount": str(item.amount)}
    if change == Change.AMOUNT:
        return _money_of(item)
    return _texts_of(item, TEXTS[Change(change)])


def as_carried(item: PlanItem) -> dict[str, Any]:
    """What of the item's money the next year needs, by line, and what is freed, in yuan as text."""
    holds = open_holds(item)
    shares = to_carry(item, holds)
    carried = [[hold.line_id, str(share)] for hold, share in zip(holds, shares, strict=True)]
    return {"carried": carried, "freed": str(open_amount(holds) - sum(shares, Decimal("0.00")))}


def as_added(item: PlanItem) -> dict[str, Any]:
    """The whole of an item that is to join its plan, in the form in which it is kept."""
    return {**_texts_of(item, ADDED), **_money_of(item)}


def _texts_of(item: PlanItem, names: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in names}
    return {name: value if isinstance(value, str) else _kept(value) for name, value in values.items()}


def _kept(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _money_of(item: PlanItem) -> dict[str, Any]:
    tasks = [[t.name, t.unit, str(t.quantity), str(t.unit_price)] for t in item.task_lines.all()]
    funding = [[f.line_id, str(f.amount)] for f in item.funding.all()]
    return {"amount": str(item.amount), "tasks": tasks, "funding": funding}


NOTHING: dict[str, Any] = {"amount": "0", "tasks": [], "funding": []}


def later_years(item: PlanItem) -> Decimal:
    """What later years bear of the item, in yuan; a change of its amount leaves it as it is."""
    return total_of(slices_of(item)[1:])


def with_sheets(items: QuerySet[PlanItem]) -> QuerySet[PlanItem]:
    """Items with what `as_it_is` reads."""
    funding = Prefetch("funding", ItemFunding.objects.select_related("line"))
    return items.prefetch_related("task_lines", funding)


def sides(adjustment: PlanAdjustment) -> list[Side]:
    """What changes, as (what, before, after) in words; what stays the same is left out."""
    before, after = adjustment.before, adjustment.after
    if adjustment.change == Change.CANCEL:
        return [(_("金额（元）"), _yuan(before.get("amount", "0")), _("取消，释放冻结资金"))]
    if adjustment.change == Change.AMOUNT:
        return _amounts(before, after)
    if adjustment.change == Change.CARRY_OVER:
        return _carried(before, after)
    labels = {each.name: str(each.verbose_name) for each in PlanItem._meta.fields if each.name in {**before, **after}}
    if adjustment.change == Change.ADD_ITEM:
        texts = [(labels[name], "—", _worded(name, after[name])) for name in ADDED if after[name]]
        return texts + _amounts(NOTHING, after)
    return [
        (labels[name], _worded(name, before[name]), _worded(name, after.get(name, "")))
        for name in before
        if before[name] != after.get(name)
    ]


def _amounts(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Side]:
    rows = [(_("金额（元）"), _yuan(before["amount"]), _yuan(after.get("amount", "0")))]
    old, new = _tasks(before), _tasks(after)
    rows += [
        (name, old.get(name, "—"), new.get(name, "—")) for name in {**old, **new} if old.get(name) != new.get(name)
    ]
    paid_by, to_be = dict(map(tuple, before["funding"])), dict(map(tuple, after.get("funding", ())))
    names = dict(BudgetLine.objects.filter(pk__in={*paid_by, *to_be}).values_list("pk", "name"))
    rows += [
        (_("资金来源：%(line)s（元）") % {"line": names[pk]}, _yuan(paid_by.get(pk, "0")), _yuan(to_be.get(pk, "0")))
        for pk in {**paid_by, **to_be}
        if paid_by.get(pk) != to_be.get(pk)
    ]
    return rows


def _carried(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Side]:
    """Each line with what it froze and what is frozen for the next year instead."""
    shares = dict(map(tuple, after["carried"]))
    lines = BudgetLine.objects.in_bulk(shares)
    rows = [
        (
            str(lines[pk]), _("冻结 %(yuan)s 元") % {"yuan": _yuan(frozen)},
            _("结转到 %(year)s 年 %(yuan)s 元") % {"year": lines[pk].fiscal_year + 1, "yuan": _yuan(shares[pk])},
        )
        for pk, frozen in before["open"]
    ]  # fmt: skip
    total = sum((Decimal(yuan) for yuan in shares.values()), Decimal("0.00"))
    rows.append((_("结转合计（元）"), "—", _yuan(str(total))))
    return [*rows, (_("不再需要，解除冻结（元）"), "—", _yuan(after["freed"]))]


def _tasks(side: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: f"{number_format(Decimal(quantity).normalize(), force_grouping=True)} {unit} × {Decimal(price):,.2f}"
        for name, unit, quantity, price in side.get("tasks", ())
    }


_WORDS: dict[str, type[TextChoices]] = {
    "method": Method, "category": Category, "reservation": PlanItem.Reservation,
}  # fmt: skip


def _worded(name: str, value: str) -> str:
    if name in _WORDS:
        return dict(_WORDS[name].choices).get(value, value)
    return value[:7] if name == "expected_month" else value or "—"


def _yuan(amount: str) -> str:
    return f"{Decimal(amount):,.2f}"

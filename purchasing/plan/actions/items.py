"""Drafting a plan: starting one, and editing its items while it is a draft."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from catalog.catalogue.models import CatalogueItem
from catalog.catalogue.queries import purchasable
from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.values import clock
from portal.values.money import fen, split
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.formkeys import answered, keep
from portal.workflow.perform import acting, changing
from purchasing.budget.queries import lines_of
from purchasing.plan.flow import PLAN, PLAN_ITEM
from purchasing.plan.models import BEGUN, AnnualPlan, ItemFunding, PlanItem, TaskLine
from purchasing.plan.policies import Can
from purchasing.plan.queries import last_years_items, open_plan
from purchasing.plan.slices import Slice, kept, months_left, slices_of, total_of
from purchasing.plan.wording import ANSWERABLE, hints_of
from purchasing.purchaser.models import Purchaser


@dataclass(frozen=True)
class Task:
    """One line of the workload sheet; its amount in yuan is quantity × unit price, rounded half up to the fen."""

    name: str
    unit: str
    quantity: Decimal
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        return fen(self.quantity * self.unit_price)


@dataclass(frozen=True)
class ItemDraft:
    """What a clerk enters for one item: column values, workload sheet, and (budget line key, yuan) for its funding."""

    values: dict[str, Any]
    tasks: list[Task] = field(default_factory=list)
    funding: list[tuple[int, Decimal]] = field(default_factory=list)


def start_plan(actor: Actor, purchaser: Purchaser, year: int) -> AnnualPlan:
    """Begin a purchaser's plan of a year. Raises Refused ("plan-exists") where there is one that was not rejected."""
    try:
        with acting(actor) as act:
            assert act.user is not None, "a plan is drafted by a person"
            if open_plan(purchaser.pk, year):
                raise Refused(_exists(year))
            plan = AnnualPlan(purchaser=purchaser, fiscal_year=year, author=act.user, drafted_at=act.at)
            act.begin(PLAN, plan)
            if not allows(actor, Can.DRAFT_PLAN, plan):
                raise Forbidden(NOT_ALLOWED)
            return plan
    except IntegrityError as error:
        raise Refused(_exists(year)) from error


def _exists(year: int) -> Refusal:
    return Refusal(
        "plan-exists",
        _("本单位 %(year)s 年度计划已经建立。") % {"year": year},
        next_step=_("请在原计划中增加事项。"),
        field="fiscal_year",
    )


def put_item(
    actor: Actor,
    plan: AnnualPlan,
    draft: ItemDraft,
    *,
    item: PlanItem | None = None,
    version: int | None = None,
    form_key: str = "",
) -> PlanItem:
    """Add an item to a draft plan, or replace what one says. The same form sent twice gives the first result again.

    Raises Refused ("stale-version") when somebody saved in between, Forbidden once the plan is no draft.
    """
    if first := _answered(actor, plan, item, form_key):
        return first
    try:
        with changing(actor, plan, Can.EDIT_PLAN, verb="plan.edit_item", version=version) as (act, locked):
            row = PlanItem(plan=locked, seq=next_seq(locked)) if item is None else _own(locked, item)
            write_item(act, row, draft)
            keep(actor, form_key, flow=PLAN_ITEM.name, transition="put", subject_pk=row.pk, at=act.at)
            return row
    except Refused:
        if first := _answered(actor, plan, item, form_key):
            return first
        raise


def answer_hints(
    actor: Actor, plan: AnnualPlan, item: PlanItem, reasons: Mapping[str, str], *, version: int | None = None
) -> PlanItem:
    """Put on record why words of the negative list or R-71 do not mean what they hint at: rule code → reason.

    The reason counts for the words found today. Raises Refused ("no-such-hint", "reason-missing", "stale-version").
    """
    with changing(actor, plan, Can.EDIT_PLAN, verb="plan.answer_hints", version=version) as (act, locked):
        row = _own(locked, item)
        write_answers(act, row, reasons)
        return row


def write_answers(act: Act, row: PlanItem, reasons: Mapping[str, str]) -> None:
    """Keep the reasons with the words of today. Raises Refused ("no-such-hint", "reason-missing")."""
    day = clock.day_of(act.at)
    hints = {hint.code: hint for hint in hints_of(row, {code: act.rule(code, day) for code in ANSWERABLE})}
    for code, reason in reasons.items():
        if code not in hints:
            raise Refused(Refusal("no-such-hint", _("这条提示已经不在，请刷新页面。"), field=code))
        if not reason.strip():
            raise Refused(Refusal("reason-missing", _("请写明理由。"), field=code))
        row.hint_answers[code] = {
            "words": list(hints[code].words), "reason": reason.strip(), "by": str(act.user), "on": day.isoformat(),
        }  # fmt: skip
    row.save(update_fields=["hint_answers"])


def copy_items(
    actor: Actor, plan: AnnualPlan, keys: Collection[int], reasons: Mapping[int, str], *, version: int | None = None
) -> int:
    """Carry last year's items (by key) over into a draft, once each, and say why others are not; returns how many came.

    The month is a year later, the workload as it was, the money on this year's lines of the same code; what is bought for
    several years already comes as the years that are left, with their sums. Raises Refused
    ("item-ended" for a catalogue item that is no longer in force, "no-such-item", "stale-version").
    """
    with changing(actor, plan, Can.EDIT_PLAN, verb="plan.copy_items", version=version) as (act, locked):
        sources = {item.pk: item for item in last_years_items(locked)}
        if not {*keys, *reasons} <= sources.keys():
            raise Refused(Refusal("no-such-item", _("所选事项不在上年计划中，请刷新页面。")))
        chosen = [item for key, item in sources.items() if key in keys and not item.carried]  # type: ignore[attr-defined]
        day = clock.day_of(act.at)
        entries = {entry.code: entry for entry in purchasable(day)}
        if ended := [item for item in chosen if item.catalogue_item.code not in entries]:
            raise Refused(*(_ended(item) for item in ended))
        lines = {line.code: line.pk for line in lines_of(locked.purchaser, locked.fiscal_year)}
        for source in chosen:
            row = PlanItem(plan=locked, seq=next_seq(locked), carried_from=source)
            entry = entries[source.catalogue_item.code]
            if root := _continued(source):
                row.continues_id = root
                write_item(act, row, _further(source, lines, entry))
            else:
                write_item(act, row, _again(source, lines, entry))
        locked.left_behind = {**locked.left_behind, **{str(key): reason for key, reason in reasons.items()}}
        locked.save(update_fields=["left_behind"])
        return len(chosen)


def _ended(item: PlanItem) -> Refusal:
    return Refusal(
        "item-ended",
        _("“%(title)s”的品目 %(code)s 已停用，不能复制。") % {"title": item.title, "code": item.catalogue_item.code},
        next_step=_("请按现行目录新增事项，并在这里说明。"),
    )


COPIED = (
    "title", "summary", "amount", "category", "method", "term_months", "term_reason", "to_public", "is_public_duty",
    "is_marketable", "is_affordable", "in_central_catalogue", "reservation", "reservation_reason", "supplier_conditions",
    "targets", "pilot",
)  # fmt: skip


def _again(source: PlanItem, lines: Mapping[str, int], entry: CatalogueItem) -> ItemDraft:
    """Last year's item as a draft of this year's."""
    month = source.expected_month
    values = {
        **{name: getattr(source, name) for name in COPIED},
        "catalogue_item": entry,
        "expected_month": month.replace(year=month.year + 1),
        "slices": kept(Slice(each.year + 1, each.amount) for each in slices_of(source)),
    }
    return ItemDraft(
        values,
        [Task(t.name, t.unit, t.quantity, t.unit_price) for t in source.task_lines.all()],
        [(lines[f.line.code], f.amount) for f in source.funding.all() if f.line.code in lines],
    )


def _continued(source: PlanItem) -> int | None:
    """The item (its key) whose purchase the years left of last year's item pay for; None where it is bought anew."""
    if not source.slices[1:]:
        return None
    return source.continues_id or (source.pk if source.state in BEGUN else None)


def _further(source: PlanItem, lines: Mapping[str, int], entry: CatalogueItem) -> ItemDraft:
    """The years left of what was bought for several: their sums are fixed, the money lies on lines of the same codes."""
    left = slices_of(source)[1:]
    month = source.expected_month
    values = {
        **{name: getattr(source, name) for name in COPIED},
        "catalogue_item": entry,
        "amount": total_of(left),
        "slices": kept(left),
        "expected_month": month.replace(year=left[0].year, month=1),
        "term_months": max(1, source.term_months - months_left(source)),
    }
    with override("zh-hans"):
        tasks = [Task(str(_("%(year)s 年度服务") % {"year": s.year}), str(_("年")), Decimal(1), s.amount) for s in left]
    funding = list(source.funding.all())
    shares = split(left[0].amount, [f.amount for f in funding]) if funding else []
    borne = [(lines[f.line.code], s) for f, s in zip(funding, shares, strict=True) if f.line.code in lines and s]
    return ItemDraft(values, tasks, borne)


def remove_item(actor: Actor, plan: AnnualPlan, item: PlanItem, *, version: int | None = None) -> None:
    """Strike an item out of a draft. Raises Refused ("was-submitted") for one that has been filed before."""
    with changing(actor, plan, Can.EDIT_PLAN, verb="plan.remove_item", version=version) as (_act, locked):
        row = _own(locked, item)
        if locked.submitted_at is not None:
            raise Refused(
                Refusal(
                    "was-submitted",
                    _("已报送过的事项不能删除。"),
                    next_step=_("请修改该事项，或由财政部门不予批准。"),
                )
            )
        row.delete()


def _answered(actor: Actor, plan: AnnualPlan, item: PlanItem | None, form_key: str) -> PlanItem | None:
    """The item that this form has put already. Raises Refused("form-used") for the form of another plan or item."""
    rows = PlanItem.objects.filter(plan=plan) if item is None else PlanItem.objects.filter(plan=plan, pk=item.pk)
    key = answered(actor, form_key, PLAN_ITEM.name, lambda row: rows.filter(pk=row.subject_pk).exists())
    return rows.get(pk=key.subject_pk) if key else None


def next_seq(plan: AnnualPlan) -> int:
    """The number of an item to be added; the caller holds the plan's lock."""
    last = plan.items.order_by("-seq").first()
    return last.seq + 1 if last else 1


def _own(plan: AnnualPlan, item: PlanItem) -> PlanItem:
    return plan.items.select_for_update(of=("self",)).get(pk=item.pk)


def write_item(act: Act, row: PlanItem, draft: ItemDraft) -> None:
    """Write an item with its sheets as a draft says, inside a running act on its plan."""
    for name, value in draft.values.items():
        setattr(row, name, value)
    if row._state.adding:
        act.begin(PLAN_ITEM, row)
    else:
        row.save(update_fields=list(draft.values))
    write_workload(row, draft.tasks)
    write_funding(row, draft.funding)


def write_workload(item: PlanItem, tasks: Iterable[Task]) -> None:
    """Replace the item's sheet of workload × standard."""
    item.task_lines.all().delete()
    TaskLine.objects.bulk_create(
        TaskLine(item=item, name=t.name, unit=t.unit, quantity=t.quantity, unit_price=t.unit_price, amount=t.amount)
        for t in tasks
    )


def write_funding(item: PlanItem, funding: Iterable[tuple[int, Decimal]]) -> None:
    """Replace what each budget line (by key) bears of the item, in yuan; what is frozen is another matter."""
    item.funding.all().delete()
    ItemFunding.objects.bulk_create(ItemFunding(item=item, line_id=line, amount=yuan) for line, yuan in funding)

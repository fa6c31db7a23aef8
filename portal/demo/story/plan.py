"""Story steps of the plan: drafting, the unit's and its supervisor's consent, finance's decision, publication."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from catalog.catalogue.queries import item_on
from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.deadlines import sweep
from portal.workflow.flow import Flow
from portal.workflow.models import NumberSeries
from portal.workflow.perform import perform
from purchasing.budget.models import BudgetLine
from purchasing.plan.actions import ItemDraft, Task, copy_items, put_item, start_plan
from purchasing.plan.chained import Chained
from purchasing.plan.flow import PLAN
from purchasing.plan.models import AnnualPlan, PlanItem
from purchasing.plan.queries import unfinished
from purchasing.publication.flow import PUBLICATION
from purchasing.publication.models import Kind
from purchasing.publication.queries import fingerprint_of, publication_of

At = Callable[[datetime], AbstractContextManager[None]]


@dataclass(frozen=True)
class People:
    """Who acts, by log-in; `supervisor` empty for a unit without one."""

    clerk: str = "po1"
    second: str = "po2"
    head: str = "ph1"
    supervisor: str = "pb1"
    finance: str = "fo1"
    second_finance: str = "fo2"
    approver: str = "fa1"


@dataclass(frozen=True)
class ItemSpec:
    """One item: catalogue code, title, workload sheet, and yuan by code of budget line."""

    code: str
    title: str
    tasks: tuple[Task, ...]
    funding: dict[str, Decimal]
    month: date
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        return sum((task.amount for task in self.tasks), Decimal("0.00"))


@dataclass(frozen=True)
class PlanDays:
    """When each step happens; None ends the story before it, so that the plan rests there."""

    drafted: datetime
    reviewed: datetime | None = None
    consented: datetime | None = None
    submitted: datetime | None = None
    taken: datetime | None = None
    recommended: datetime | None = None
    approved: datetime | None = None
    checked: datetime | None = None
    published: datetime | None = None


DECLARED = {
    "is_public_duty": True,
    "is_marketable": True,
    "is_affordable": True,
    "term_months": 12,
    "to_public": True,
    "supplier_conditions": "依法成立、具有独立承担民事责任的能力，具备履行合同所必需的设备和专业技术能力。",
}
SC01_ITEM = ItemSpec(
    code="A1152",
    title="市容环境卫生一体化作业服务",
    tasks=(
        Task("道路清扫保洁", "㎡", Decimal("2400000.00"), Decimal("2.75")),
        Task("生活垃圾收运", "吨", Decimal("36500.00"), Decimal("70.00")),
        Task("公厕管护", "座", Decimal("25.00"), Decimal("17800.00")),
    ),
    funding={
        "2120501-1": Decimal("6200000.00"),
        "2120501-2": Decimal("1900000.00"),
        "2120501-3": Decimal("1500000.00"),
    },
    month=date(2025, 1, 1),
    values={
        "summary": "城区道路清扫保洁、生活垃圾收运和公厕管护一体化作业，服务期十二个月。",
        "pilot": True,
        "reservation_reason": "本单位年度预留份额由公厕管护、公园养护等事项完成。",
        "targets": [
            {"name": "作业完成率", "target": "100", "unit": "%"},
            {"name": "月度考核 85 分以上的月份", "target": "100", "unit": "%"},
            {"name": "按时完成率", "target": "100", "unit": "%"},
            {"name": "成本节约率", "target": "5", "unit": "%"},
            {"name": "服务对象满意度", "target": "85", "unit": "分"},
        ],
    },
)
SC01_DAYS = PlanDays(
    drafted=datetime(2024, 11, 20, 9, 10, tzinfo=clock.SHANGHAI),
    reviewed=datetime(2024, 11, 21, 9, 0, tzinfo=clock.SHANGHAI),
    consented=datetime(2024, 11, 21, 10, 30, tzinfo=clock.SHANGHAI),
    submitted=datetime(2024, 11, 21, 15, 0, tzinfo=clock.SHANGHAI),
    taken=datetime(2024, 12, 10, 9, 0, tzinfo=clock.SHANGHAI),
    recommended=datetime(2024, 12, 10, 16, 0, tzinfo=clock.SHANGHAI),
    approved=datetime(2024, 12, 18, 10, 0, tzinfo=clock.SHANGHAI),
    checked=datetime(2024, 12, 19, 10, 0, tzinfo=clock.SHANGHAI),
    published=datetime(2024, 12, 20, 9, 0, tzinfo=clock.SHANGHAI),
)


def set_approval_counter(year: int, next_number: int) -> None:
    """Let the next letter of that year carry this number; an existing counter is never set back."""
    series, _new = NumberSeries.objects.get_or_create(series="plan_approval", year=year)
    if series.last < next_number - 1:
        series.last = next_number - 1
        series.save(update_fields=["last"])


def draft_plan(cast: Cast, unit: str, year: int, items: Iterable[ItemSpec], *, clerk: str = "po1") -> AnnualPlan:
    """The unit's clerk starts the year's plan and enters its items."""
    plan = start_plan(cast[clerk], cast.purchasers[unit], year)
    for spec in items:
        put_item(cast[clerk], plan, item_draft(cast, unit, year, spec))
    if left := unfinished(plan):
        copy_items(cast[clerk], plan, (), {item.pk: "年内启动采购，不结转下年。" for item in left})
    plan.refresh_from_db()
    return plan


def item_draft(cast: Cast, unit: str, year: int, spec: ItemSpec) -> ItemDraft:
    """What the clerk types for one item. The catalogue's wording is the one of today."""
    entry = item_on(spec.code, clock.today())
    if entry is None:
        raise LookupError(f"{spec.code} is not in the catalogue in force")
    lines = {
        line.code: line.pk for line in BudgetLine.objects.filter(purchaser=cast.purchasers[unit], fiscal_year=year)
    }
    return ItemDraft(
        values={
            **DECLARED, "catalogue_item": entry, "title": spec.title, "amount": spec.amount, "expected_month": spec.month,
            "reservation_reason": "本单位年度预留份额由其他事项完成。",
            "targets": [{"name": "作业完成率", "target": "100", "unit": "%"}], **spec.values,
        },
        tasks=list(spec.tasks),
        funding=[(lines[code], amount) for code, amount in spec.funding.items()],
    )  # fmt: skip


def run_plan(
    cast: Cast, unit: str, year: int, items: Iterable[ItemSpec], days: PlanDays, *, at: At, people: People | None = None
) -> AnnualPlan:
    """The whole story of a plan, each act by its person on its day, as far as `days` goes."""
    who = people or People()
    with at(days.drafted):
        plan = draft_plan(cast, unit, year, items, clerk=who.clerk)
        perform(PLAN, plan, "submit_for_review", actor=cast[who.clerk])
    acts: list[tuple[datetime | None, str, str, dict[str, Any]]] = [
        (days.reviewed, "approve_in_unit", who.head, {}),
        (days.consented, "consent", who.supervisor, {}),
        (days.submitted, "submit", who.head, {}),
        (days.taken, "take", who.finance, {}),
        (days.recommended, "recommend", who.finance, {"opinion": "现有预算可以统筹，各预算项目余额充足，同意安排。"}),
        (days.approved, "approve", who.approver, {}),
    ]
    for when, name, login, data in acts:
        if when is None and name == "consent" and not who.supervisor:
            continue
        if when is None:
            break
        with at(when):
            perform(PLAN, plan, name, actor=cast[login], data=data)
            if name == "recommend":
                agree_second(cast, PLAN, plan, who)
    plan.refresh_from_db()
    publish_plan(cast, plan, days, at, who)
    return plan


def agree_second(cast: Cast, flow: Flow, row: Chained, who: People) -> None:
    """The second clerk of finance agrees, where the chain asks for one."""
    row.refresh_from_db()
    if row.needs_second:
        perform(flow, row, "concur", actor=cast[who.second_finance], remark="复核无异议。")


def publish_plan(cast: Cast, plan: AnnualPlan, days: PlanDays, at: At, who: People) -> None:
    """The second person checks the text, the sweep releases it."""
    publication = publication_of(plan, Kind.PLAN)
    if publication is None or days.checked is None:
        return
    with at(days.checked):
        perform(
            PUBLICATION,
            publication,
            "check",
            actor=cast[who.second],
            remark="已核对，无涉密内容。",
            data={"text": fingerprint_of(publication)},
        )
    if days.published is not None:
        with at(days.published):
            sweep()
    plan.refresh_from_db()


def only_item(plan: AnnualPlan) -> PlanItem:
    """The first item of a plan: the one its procurement is about."""
    item = plan.items.order_by("seq").first()
    if item is None:
        raise LookupError(f"{plan} has no items")
    return item

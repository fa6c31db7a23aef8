"""Story steps of path B: the request, finance's opinion, government, congress, the grant, the rescoping and the approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from html import escape
from typing import Any

from weasyprint import HTML

from portal.demo.cast import Cast
from portal.demo.story.plan import At, ItemSpec, People, PlanDays, agree_second, publish_plan
from portal.files.content import Checked, check
from portal.values import clock
from portal.workflow.perform import perform
from purchasing.additional.actions import edit_request, rescope, start_request
from purchasing.additional.flow import ADDITIONAL
from purchasing.additional.models import AdditionalBudgetRequest
from purchasing.plan.actions import Task
from purchasing.plan.flow import PLAN
from purchasing.plan.models import AnnualPlan, PlanItem


@dataclass(frozen=True)
class RequestDays:
    """When each step happens; None ends the story before it, so that the request rests there."""

    drafted: datetime
    reviewed: datetime | None = None
    filed: datetime | None = None
    proposed: datetime | None = None
    decided: datetime | None = None
    government: datetime | None = None
    submission: datetime | None = None
    congress: datetime | None = None
    grant: datetime | None = None
    rescoped: datetime | None = None
    approved: datetime | None = None


@dataclass(frozen=True)
class RequestSpec:
    """What is said at each step; `supported` and what follows in yuan."""

    justification: str
    supported: Decimal
    opinion: str
    documents: dict[str, str]  # by the kind of outside act
    line: tuple[str, str]
    lowered: tuple[Task, ...]


def beijing(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=clock.SHANGHAI)


SC08_LINE = ("2081006-1", "养老服务", Decimal("2880000.00"))
SC08_ITEM = ItemSpec(
    code="A0451",
    title="居家养老上门服务",
    tasks=(Task("居家养老上门服务", "人", Decimal("2000.00"), Decimal("2400.00")),),
    funding={SC08_LINE[0]: SC08_LINE[2]},
    month=date(2026, 3, 1),
    values={"summary": "为经评估的老年人提供上门照料、助洁、助医服务，按人年结算。", "category": "F4"},
)
SC08_PLAN = PlanDays(
    drafted=beijing(2025, 9, 10, 9), reviewed=beijing(2025, 11, 18, 10), submitted=beijing(2025, 11, 19, 10),
    taken=beijing(2025, 12, 1, 9), recommended=beijing(2025, 12, 5, 10), approved=beijing(2025, 12, 12, 10),
    checked=beijing(2025, 12, 15, 10), published=beijing(2025, 12, 16, 9),
)  # fmt: skip
SC08 = RequestSpec(
    justification="经评估需要上门服务的老年人增至 2000 人，现有预算只够 1200 人；不安排的，约 800 人的服务将中断。",
    supported=Decimal("1440000.00"),
    opinion="财力允许的范围内支持增加 600 人，按每人每年 2400 元计算。",
    documents={
        "government": "景府常纪〔2025〕31号", "submission": "景府文〔2026〕2号", "congress": "市人大会议关于 2026 年预算的决议",
        "grant": "景财预〔2026〕12号",
    },
    line=("2081006-5", "居家养老（新增）"),
    lowered=(Task("居家养老上门服务", "人", Decimal("1800.00"), Decimal("2400.00")),),
)  # fmt: skip
SC08_DAYS = RequestDays(
    drafted=beijing(2025, 9, 11, 9), reviewed=beijing(2025, 9, 12, 10), filed=beijing(2025, 9, 15, 10),
    proposed=beijing(2025, 10, 17, 10), decided=beijing(2025, 10, 20, 15), government=beijing(2025, 11, 17, 15),
    submission=beijing(2025, 12, 22, 10), congress=beijing(2026, 1, 16, 16), grant=beijing(2026, 1, 30, 10),
    rescoped=beijing(2026, 2, 3, 9), approved=beijing(2026, 2, 4, 10),
)  # fmt: skip


@cache
def scan_of(document: str) -> Checked:
    """A page that stands for the scan of a paper; fictitious, and says so."""
    body = HTML(string=f"<h1>{escape(document)}</h1><p>虚构示例，非真实公文。</p>").write_pdf()
    return check(f"{document}.pdf", body)


def begin_request(
    cast: Cast, item: PlanItem, spec: RequestSpec, days: RequestDays, *, at: At, people: People
) -> AdditionalBudgetRequest:
    """The clerk drafts, the head files."""
    with at(days.drafted):
        request = start_request(cast[people.clerk], item)
        said = {"cycle": request.cycle, "ground": request.ground, "justification": spec.justification}
        edit_request(cast[people.clerk], request, version=request.version, **said)
    _walk(cast, request, at, [
        (days.reviewed, people.clerk, "submit_for_review", {}), (days.filed, people.head, "file", {}),
    ])  # fmt: skip
    return request


def approve_plan(cast: Cast, plan: AnnualPlan, *, at: At, people: People) -> None:
    """The unit files in November, finance answers in December: the item waits for its money, the plan goes on."""
    days = SC08_PLAN
    opinion = {"opinion": "事项资金不足部分待新增预算审定，先行批复计划。"}
    for when, name, login, data in (
        (days.reviewed, "submit_for_review", people.clerk, {}), (days.reviewed, "approve_in_unit", people.head, {}),
        (days.submitted, "submit", people.head, {}), (days.taken, "take", people.finance, {}),
        (days.recommended, "recommend", people.finance, opinion), (days.approved, "approve", people.approver, {}),
    ):  # fmt: skip
        assert when is not None, "the days of the case are all set"
        with at(when):
            perform(PLAN, plan, name, actor=cast[login], data=data)
            if name == "recommend":
                agree_second(cast, PLAN, plan, people)
    plan.refresh_from_db()
    publish_plan(cast, plan, days, at, people)


def decide_request(
    cast: Cast, request: AdditionalBudgetRequest, spec: RequestSpec, days: RequestDays, *, at: At, people: People
) -> None:
    """Finance's opinion and the government's decision, as far as `days` goes."""
    stance = "support" if spec.supported == request.gap else "partial" if spec.supported else "against"
    opinion = {"stance": stance, "amount": spec.supported, "opinion": spec.opinion}
    _walk(cast, request, at, [(days.proposed, people.finance, "propose", opinion)])
    if days.decided is not None:
        with at(days.decided - timedelta(hours=1)):
            agree_second(cast, ADDITIONAL, request, people)
    _walk(cast, request, at, [(days.decided, people.approver, "decide", opinion)])
    if days.government is not None:
        record(cast, request, "government", spec, days.government, at=at, people=people, amount=spec.supported)


def grant_request(
    cast: Cast, request: AdditionalBudgetRequest, spec: RequestSpec, days: RequestDays, *, at: At, people: People
) -> None:
    """Congress, the grant, the lowered sheet and the supplementary approval, as far as `days` goes."""
    line = {"line_code": spec.line[0], "line_name": spec.line[1]}
    steps: list[tuple[datetime | None, str, dict[str, Any]]] = [
        (days.submission, "submission", {}), (days.congress, "congress", {"amount": spec.supported}),
        (days.grant, "grant", line),
    ]  # fmt: skip
    for when, kind, said in steps:
        if when is None:
            return
        record(cast, request, kind, spec, when, at=at, people=people, **said)
    if days.rescoped is not None and request.is_partial:
        with at(days.rescoped):
            rescope(cast[people.clerk], request, spec.lowered, version=request.version)
        _walk(cast, request, at, [(days.approved, people.approver, "approve_rescoped", {})])


def record(
    cast: Cast, request: AdditionalBudgetRequest, kind: str, spec: RequestSpec, when: datetime, *, at: At, people: People,
    refused: bool = False, **said: Any,
) -> None:  # fmt: skip
    """One person of finance records what was decided outside that day, another confirms it an hour later."""
    document = spec.documents[kind]
    data = {"document": document, "on": clock.day_of(when), "scan": scan_of(document), **said}
    if refused:
        data |= {"outcome": "refused", "amount": None}
    with at(when):
        perform(ADDITIONAL, request, f"record_{kind}", actor=cast[people.finance], data=data)
    with at(when + timedelta(hours=1)):
        name = f"confirm_{kind}_refusal" if refused else f"confirm_{kind}"
        perform(ADDITIONAL, request, name, actor=cast[people.approver])
    request.refresh_from_db()


def _walk(
    cast: Cast,
    request: AdditionalBudgetRequest,
    at: At,
    steps: Sequence[tuple[datetime | None, str, str, dict[str, Any]]],
) -> None:
    for when, login, name, data in steps:
        if when is None:
            break
        with at(when):
            perform(ADDITIONAL, request, name, actor=cast[login], data=data)
    request.refresh_from_db()

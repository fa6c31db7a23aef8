"""Story steps of the contract: drafted, reviewed, checked by counsel, signed by both sides, published, filed, begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from contracts.contract.actions import mark_secrets, start_contract
from contracts.contract.flow import CONTRACT
from contracts.contract.models import Contract
from contracts.contract.queries import suggested
from portal.demo.cast import Cast
from portal.demo.story.intention import At, beijing, check_secrecy
from portal.values import clock
from portal.workflow.deadlines import sweep
from portal.workflow.perform import perform
from purchasing.procurement.models import Procurement
from purchasing.publication.models import Kind


@dataclass(frozen=True)
class ContractPeople:
    """Who acts, by log-in."""

    clerk: str = "po1"
    second: str = "po2"
    head: str = "ph1"
    counsel: str = "lc1"
    supplier: str = "s1"


@dataclass(frozen=True)
class ContractSpec:
    """What the drafter sets over what award and document give: fields of `Draft`, further clauses, business secrets."""

    starts_on: date
    ends_on: date
    instalments: int = 12
    values: dict[str, Any] = field(default_factory=dict)
    clauses: Sequence[tuple[str, str]] = ()
    secrets: Sequence[tuple[str, str]] = ()  # (text, reason)


@dataclass(frozen=True)
class ContractDays:
    """When each step happens; None ends the story before it."""

    drafted: datetime
    reviewed: datetime | None = None
    checked: datetime | None = None
    supplier_signed: datetime | None = None
    signed: datetime | None = None
    secrecy_checked: datetime | None = None
    published: datetime | None = None
    filed: datetime | None = None
    begun: datetime | None = None


SC01 = ContractSpec(
    starts_on=date(2025, 4, 1),
    ends_on=date(2026, 3, 31),
    clauses=(
        ("关键人员和设备", "乙方项目负责人及关键岗位人员名册、作业车辆定位终端的接口参数，作为本合同附件。"),
        ("成本构成", "乙方报价的人工、燃料和折旧成本构成见投标文件第三分册，仅供履约管理使用。"),
    ),
    secrets=(
        ("作业车辆定位终端的接口参数", "属于乙方未公开的技术信息，公开可能损害其商业利益。"),
        ("人工、燃料和折旧成本构成", "属于乙方的经营信息，公开可能影响其今后竞争。"),
    ),
)
SC01_DAYS = ContractDays(
    drafted=beijing(2025, 3, 6, 9),
    reviewed=beijing(2025, 3, 6, 14),
    checked=beijing(2025, 3, 6, 16),
    supplier_signed=beijing(2025, 3, 11, 9),
    signed=beijing(2025, 3, 11, 10),
    secrecy_checked=beijing(2025, 3, 12, 9),
    published=beijing(2025, 3, 12, 10),
    filed=beijing(2025, 3, 14, 10),
    begun=beijing(2025, 4, 1, 0, 5),
)
BANDS = (
    (Decimal(85), Decimal(100)),
    (Decimal(80), Decimal(98)),
    (Decimal(70), Decimal(95)),
    (Decimal(60), Decimal(90)),
)


def draft_sign_publish_file(
    cast: Cast, procurement: Procurement, spec: ContractSpec, days: ContractDays, *,
    people: ContractPeople | None = None, at: At = clock.at,
) -> Contract:  # fmt: skip
    """The contract of an awarded procurement, as far as the days go; `begun` lets the clock begin its service."""
    who = people or ContractPeople()
    with at(days.drafted):
        contract = _draft(cast, procurement, spec, who)
    for when, name, login in (
        (days.reviewed, "review", who.second),
        (days.checked, "check", who.counsel),
        (days.supplier_signed, "sign_for_supplier", who.supplier),
        (days.signed, "sign", who.head),
    ):
        if when is None:
            return _reread(contract)
        with at(when):
            perform(CONTRACT, contract, name, actor=cast[login])
    _publish_and_file(cast, contract, days, who, at)
    return _reread(contract)


def _draft(cast: Cast, procurement: Procurement, spec: ContractSpec, who: ContractPeople) -> Contract:
    draft = suggested(procurement, clock.today())
    clauses = [*draft.terms, *({"heading": heading, "text": text} for heading, text in spec.clauses)]
    secrets = [{"text": text, "reason": reason} for text, reason in spec.secrets]
    draft = replace(
        draft, starts_on=spec.starts_on, ends_on=spec.ends_on, instalments=spec.instalments, terms=clauses, bands=BANDS,
        business_secrets=secrets, **spec.values,
    )  # fmt: skip
    return start_contract(cast[who.clerk], procurement, draft)


def _publish_and_file(cast: Cast, contract: Contract, days: ContractDays, who: ContractPeople, at: At) -> None:
    if days.secrecy_checked:
        with at(days.secrecy_checked):
            check_secrecy(cast, contract, Kind.CONTRACT, second=who.second)
    if days.published:
        with at(days.published):
            perform(CONTRACT, contract, "publish", actor=cast[who.head])
    if days.filed:
        with at(days.filed):
            perform(CONTRACT, contract, "file", actor=cast[who.clerk])
    if days.begun:
        with at(days.begun):
            sweep()


def mark(cast: Cast, contract: Contract, secrets: Sequence[tuple[str, str]], *, clerk: str = "po1") -> None:
    """The clerk marks the business secrets of a contract that is not yet public."""
    contract.refresh_from_db()
    rows = [{"text": text, "reason": reason} for text, reason in secrets]
    mark_secrets(cast[clerk], contract, rows, contract.version)


def _reread(contract: Contract) -> Contract:
    contract.refresh_from_db()
    return contract

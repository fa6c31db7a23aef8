"""Story steps of the tender: document, notice, takers and a clarification."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_organisation, add_person, add_supplier
from portal.demo.story.intention import At, beijing, check_secrecy
from portal.values import clock
from portal.workflow.perform import perform
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Procurement
from purchasing.publication.models import Kind
from purchasing.supplier.models import Supplier
from purchasing.tender.actions import edit_document, start_clarification, start_document, take_document
from purchasing.tender.flow import CLARIFICATION
from purchasing.tender.models import Clarification, TenderDocument

# log-in, key and name of the suppliers that obtain the document and do not bid
OTHER_TAKERS = (
    ("s5", "chengjie", "昌江城洁（虚构）"),
    ("s6", "taoyuan", "陶源物业（虚构）"),
    ("s7", "gaoling", "高岭环卫（虚构）"),
    ("s8", "zhushan", "珠山保洁（虚构）"),
    ("s9", "leping", "洎阳环境（虚构）"),
    ("s10", "yaoli", "瑶里生态（虚构）"),
    ("s11", "sanbao", "三宝市政（虚构）"),
)


@dataclass(frozen=True)
class TenderSpec:
    """What the document says: criteria as (name, points, objective, standard), which with the price weight make 100."""

    criteria: tuple[tuple[str, str, bool, str], ...]
    closes_at: datetime
    price_weight: int = 20
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TenderDays:
    """When each step happens; None ends the story before it."""

    drafted: datetime
    prepared: datetime | None = None
    checked: datetime | None = None
    announced: datetime | None = None


CRITERIA = (
    ("服务方案", "25", False, "作业组织、频次、质量保证措施的针对性和可行性。"),
    ("人员与设备", "20", False, "人员配备、机械化作业设备的数量和状况。"),
    ("应急与质量保证", "15", False, "极端天气、重大活动的应急预案和质量自查。"),
    ("类似业绩", "10", True, "近三年同类一体化作业合同，每份 2 分，最高 10 分。"),
    ("管理体系认证", "6", True, "质量、环境、职业健康安全管理体系认证，每项 2 分。"),
    ("信息化管理", "4", True, "作业信息化监管平台功能，每项 1 分。"),
)
SC01 = TenderSpec(CRITERIA, beijing(2025, 2, 18, 9, 30))
SC01_DAYS = TenderDays(
    drafted=beijing(2025, 1, 21, 9),
    prepared=beijing(2025, 1, 22, 15),
    checked=beijing(2025, 1, 22, 17),
    announced=beijing(2025, 1, 23, 10),
)
SC01_CLARIFIED = beijing(2025, 1, 27, 10)
SC01_CLARIFICATION = "问：公厕管护是否包含维修？答：包含日常小修，单次不超过 500 元；大修另行安排。投标截止时间不变。"
SC01_TAKERS = ("s1", "s2", "s3", "s4", *(login for login, _key, _name in OTHER_TAKERS))


def add_takers(cast: Cast, password: str | None = None) -> None:
    """Bring the seven suppliers that take the document of the first case without bidding; again changes nothing."""
    for login, key, name in OTHER_TAKERS:
        organisation = add_organisation(key, name, Organization.Kind.ENTERPRISE)
        cast.organisations[key] = organisation
        cast.suppliers[key] = add_supplier(organisation, Supplier.Kind.ENTERPRISE, Supplier.Size.SMALL)
        cast.actors[login] = add_person(
            login, f"{name.removesuffix('（虚构）')}经办", organisation, Role.SUPPLIER, password
        )


def announce_tender(
    cast: Cast, procurement: Procurement, spec: TenderSpec, days: TenderDays, *, agent: str = "ag1", head: str = "ph1",
    second: str = "po2", at: At = clock.at,
) -> Procurement:  # fmt: skip
    """The agent writes the document, the unit checks and announces it, as far as the days go."""
    with at(days.drafted):
        document = start_document(cast[agent], procurement)
        write_document(cast, document, spec, agent=agent)
    if days.prepared:
        with at(days.prepared):
            perform(PROCUREMENT, procurement, "prepare_document", actor=cast[agent])
    if days.checked:
        with at(days.checked):
            check_secrecy(cast, procurement, Kind.NOTICE, second=second)
    if days.announced:
        with at(days.announced):
            perform(PROCUREMENT, procurement, "announce", actor=cast[head])
    procurement.refresh_from_db()
    return procurement


def write_document(cast: Cast, document: TenderDocument, spec: TenderSpec, *, agent: str = "ag1") -> None:
    values = {
        "price_weight": spec.price_weight,
        "closes_at": spec.closes_at,
        "submission": "投标函、报价表、服务方案、资格证明文件、业绩证明文件、声明函。",
        "confirmations": {"R-70": True, "R-71": True, "R-72": True},
        **spec.values,
    }
    criteria = [
        {"name": name, "points": Decimal(points), "objective": objective, "standard": standard}
        for name, points, objective, standard in spec.criteria
    ]
    edit_document(cast[agent], document, version=document.version, values=values, criteria=criteria)


def take_documents(
    cast: Cast, procurement: Procurement, takers: Iterable[str], first: datetime, *, every: timedelta = timedelta(days=1),
    at: At = clock.at,
) -> None:  # fmt: skip
    """Suppliers obtain the document, one after the other."""
    for number, login in enumerate(takers):
        with at(first + every * number):
            take_document(cast[login], procurement)


def clarify(
    cast: Cast, procurement: Procurement, released: datetime, text: str, *, affects_bids: bool = True,
    new_closes_at: datetime | None = None, agent: str = "ag1", head: str = "ph1", second: str = "po2", at: At = clock.at,
) -> Clarification:  # fmt: skip
    """The agent drafts a clarification, the unit checks and releases it, all on one day."""
    with at(released - timedelta(hours=1)):
        clarification = start_clarification(
            cast[agent], procurement, text=text, affects_bids=affects_bids, new_closes_at=new_closes_at
        )
        check_secrecy(cast, clarification, Kind.CLARIFICATION, second=second)
    with at(released):
        perform(CLARIFICATION, clarification, "release", actor=cast[head])
    clarification.refresh_from_db()
    return clarification

"""Story steps of bids: the key holders enrol, suppliers bid, replace and withdraw."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from portal.demo.cast import Cast
from portal.workflow.perform import perform
from purchasing.bid.actions import start_bid, submit_bid
from purchasing.bid.container import Offer, PriceLine
from purchasing.bid.declarations import DECLARATIONS
from purchasing.bid.flow import BID
from purchasing.bid.keys import enrol
from purchasing.bid.models import Bid, BidVersion
from purchasing.bid.queries import holder_of, price_items
from purchasing.procurement.models import Procurement
from purchasing.supplier.models import Supplier

HOLDERS = ("po3", "ag2", "su1")
PLAN = "按采购文件的服务标准编制作业计划，分片定人定时；设备与人员按工作量配足，设专职质量员每日巡查，发现问题当日整改并留存记录；节假日、重大活动和恶劣天气启动应急预案，一小时内到场。"


@dataclass(frozen=True)
class BidSpec:
    """One submission: who, unit prices in yuan in the order of the price sheet, and the declared size."""

    login: str
    unit_prices: tuple[str, ...]
    size: str
    service_plan: str = PLAN


SC01_S2 = BidSpec("s2", ("2.62", "66.00", "16920.00"), Supplier.Size.SMALL)
SC01_S1_FIRST = BidSpec("s1", ("2.57", "65.00", "16380.00"), Supplier.Size.LARGE)
SC01_S1 = BidSpec("s1", ("2.55", "65.00", "16300.00"), Supplier.Size.LARGE)
SC01_S3 = BidSpec("s3", ("2.68", "68.00", "17440.00"), Supplier.Size.MEDIUM)
SC01_S4 = BidSpec("s4", ("2.71", "69.60", "17424.00"), Supplier.Size.MICRO)


def enrol_holders(cast: Cast, logins: Iterable[str] = HOLDERS) -> dict[str, str]:
    """Each holder who has no key yet enrols; returns the new passphrases by log-in, which exist nowhere else."""
    return {login: enrol(cast[login])[1] for login in logins if holder_of(cast[login]) is None}


def offer_of(procurement: Procurement, spec: BidSpec) -> Offer:
    lines = zip(price_items(procurement), spec.unit_prices, strict=True)
    return Offer(
        lines=tuple(PriceLine(item.name, item.unit, item.quantity, Decimal(price)) for item, price in lines),
        service_plan=spec.service_plan,
        size=spec.size,
        declarations=tuple(DECLARATIONS),
    )


def submit(cast: Cast, procurement: Procurement, spec: BidSpec) -> BidVersion:
    """The supplier's person submits, or replaces what was submitted before."""
    bid = start_bid(procurement, actor=cast[spec.login])
    return submit_bid(bid, offer_of(procurement, spec), actor=cast[spec.login], form_key=secrets.token_urlsafe(16))


def withdraw(cast: Cast, bid: Bid, login: str) -> None:
    perform(BID, bid, "withdraw", actor=cast[login])

"""SC-06's end: a lighting contract of 2,690,000 in three unequal parts, of which 2,600,000 have been paid; the last is
accepted, and its invoice is to come."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from contracts.acceptance.models import Acceptance
from contracts.contract.schedule import Part
from portal.demo.cases import later, running
from portal.demo.cases.centre import approve_plan
from portal.demo.cases.days import ahead, hour, months_before
from portal.demo.cases.plans import people_of, task
from portal.demo.cases.running import People, Running
from portal.demo.stage import Stage, at
from portal.demo.story import acceptance as acceptances
from portal.demo.story import contract as contracts
from portal.demo.story import payment as payments
from portal.demo.story.procurement import Posts
from portal.values import clock

CLERK, SECOND, OFFICER, MEMBER, INSPECTOR, HEAD = (
    f"mingdeng-{post}" for post in ("po1", "po2", "po3", "po4", "po5", "ph1")
)
PEOPLE = People(
    CLERK, SECOND, HEAD, OFFICER, (SECOND, OFFICER, "pb1"),
    Posts(
        operator=CLERK, opening_officer=OFFICER, representatives=(OFFICER, MEMBER), contract_reviewer=SECOND,
        acceptance_organiser=SECOND, acceptance_members=(MEMBER, INSPECTOR), unit_finance=OFFICER,
    ),
)  # fmt: skip
SUPPLIER = "s2"
PRICES = {"s1": "0.99", SUPPLIER: "0.927586", "s3": "0.98"}  # 538.00 a lamp wins: 2,690,000.00
MONTHS = 6
PARTS = (
    (3, "全面检修和日常维护", "1345000.00"),
    (5, "日常维护和应急抢修", "1255000.00"),
    (6, "收尾和资料移交", "90000.00"),
)
HEARD = (("沿街商户代表甲", "路灯报修半天内就有人来。"), ("社区代表乙", "背街的灯也都亮了。"))


def play(stage: Stage) -> None:
    """The service ended a month before this one began."""
    starts = months_before(clock.today().replace(day=1), MONTHS + 1)
    spec = Running(
        "lights", "A1157", "城市照明设施维护服务", "主次干道路灯的巡查、维修和应急抢修。",
        "路灯 5,000 盏，亮灯率不低于 98%，报修二十四小时内修复，汛期和节假日值守。",
        "背街小巷的灯坏了找谁？", "已写入：背街小巷一并纳入，统一报修电话。",
        (task("路灯维护", "盏", "5000", "580.00"),),
        later.closing_before(starts), running.AWARDED, ("2120303-1", "城市照明"), PRICES, people=PEOPLE, months=MONTHS,
    )  # fmt: skip
    items = approve_plan(stage, "lights", spec.year, [spec], people_of("lights"))
    procurement = running.run(stage, spec, items[spec.key])
    assert procurement is not None
    parts = tuple(
        Part(subject, months_before(starts, -months) - timedelta(days=1), Decimal(amount))
        for months, subject, amount in PARTS
    )
    who = contracts.ContractPeople(CLERK, SECOND, HEAD, supplier=SUPPLIER)
    contract = later.into_force(stage, spec, procurement, starts, SUPPLIER, parts=parts, people=who)
    inspect = acceptances.AcceptancePeople(SUPPLIER, SECOND, (MEMBER, INSPECTOR), SECOND, HEARD)
    payers = payments.PaymentPeople(OFFICER, HEAD, second=SECOND)
    for row, score in zip(
        Acceptance.objects.filter(contract=contract).order_by("period"), ("92", "90", "91"), strict=True
    ):
        accepted = hour(row.planned_on, 15)
        done = acceptances.accept_month(stage.cast, contract, row.period, score, accepted, people=inspect, at=at)
        if row.period == len(PARTS):
            break
        day = accepted + timedelta(days=1)
        request = payments.request_month(stage.cast, done, day, finance=OFFICER, at=at)
        payments.pay_month(stage.cast, request, hour(ahead(clock.day_of(accepted), 6), 10), people=payers, at=at)

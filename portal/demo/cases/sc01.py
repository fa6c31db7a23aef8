"""SC-01: cleaning of the city in 2025, from the annual plan to the published evaluation, each act on its own day."""

from __future__ import annotations

from datetime import timedelta

from contracts.contract.models import Contract
from contracts.payment.models import PaymentRequest
from portal.demo.stage import Stage, at
from portal.demo.story import acceptance as acceptances
from portal.demo.story import account as accounts
from portal.demo.story import award as awards
from portal.demo.story import bid as bids
from portal.demo.story import budget as budgets
from portal.demo.story import contract as contracts
from portal.demo.story import evaluation as evaluations
from portal.demo.story import intention as intentions
from portal.demo.story import opening as openings
from portal.demo.story import payment as payments
from portal.demo.story import plan as plans
from portal.demo.story import procurement as procurements
from portal.demo.story import requirement as requirements
from portal.demo.story import review as reviews
from portal.demo.story import tender as tenders
from portal.demo.story.intention import beijing
from portal.values import clock
from purchasing.plan.models import PlanItem
from purchasing.procurement.models import Procurement

FIRST_LETTER = 47  # the counter of 2024 has reached it
BIDS = (
    (beijing(2025, 2, 14, 16, 20), bids.SC01_S2),
    (beijing(2025, 2, 17, 10, 5), bids.SC01_S1_FIRST),
    (beijing(2025, 2, 17, 21, 12), bids.SC01_S3),
    (beijing(2025, 2, 18, 8, 40), bids.SC01_S1),
    (beijing(2025, 2, 18, 9, 12), bids.SC01_S4),
)
PASSED_DOWN = beijing(2025, 1, 17, 11)
OPENED = beijing(2025, 2, 18, 9, 30, 1)


def play(stage: Stage) -> None:
    """The whole case. The key holders must have enrolled before its tender is announced."""
    item = plan_and_approve(stage)
    procurement = specify_and_file(stage, item)
    tender(stage, procurement)
    open_review_award(stage, procurement)
    contract_and_year(stage, procurement)


def plan_and_approve(stage: Stage) -> PlanItem:
    cast = stage.cast
    plans.set_approval_counter(2024, FIRST_LETTER)
    with at(plans.SC01_DAYS.drafted - timedelta(days=10)):
        budgets.grant_lines(cast, "cityorder", 2025, budgets.SC01_LINES, document="2025 年部门预算控制数")
    return plans.only_item(plans.run_plan(cast, "cityorder", 2025, [plans.SC01_ITEM], plans.SC01_DAYS, at=at))


def specify_and_file(stage: Stage, item: PlanItem) -> Procurement:
    cast = stage.cast
    intentions.publish_intention(cast, item, intentions.SC01_DAYS, at=at)
    requirement_days = requirements.SC01_DAYS
    requirements.write_requirement(cast, item, requirements.SC01, requirement_days, at=at)
    with at(PASSED_DOWN):
        document = "2025 年部门预算批复（人大 1 月 9 日批准，财政 1 月 15 日批复）"
        budgets.pass_down(cast, "cityorder", 2025, document=document, on=clock.day_of(PASSED_DOWN))
    return procurements.file_implementation(cast, item, procurements.SC01_FILED, at=at)


def tender(stage: Stage, procurement: Procurement) -> None:
    cast = stage.cast
    tenders.announce_tender(cast, procurement, tenders.SC01, tenders.SC01_DAYS, at=at)
    first, rest = tenders.SC01_TAKERS[:4], tenders.SC01_TAKERS[4:]
    tenders.take_documents(cast, procurement, first, beijing(2025, 1, 23, 14), every=timedelta(hours=1), at=at)
    tenders.clarify(cast, procurement, tenders.SC01_CLARIFIED, tenders.SC01_CLARIFICATION, at=at)
    tenders.take_documents(cast, procurement, rest, beijing(2025, 1, 31, 10), at=at)


def open_review_award(stage: Stage, procurement: Procurement) -> None:
    cast = stage.cast
    for instant, spec in BIDS:
        with at(instant):
            bids.submit(cast, procurement, spec)
    with at(OPENED):
        openings.close(procurement)
        openings.open_with(cast, procurement, stage.passphrases, ("po3", "ag2"))
    reviews.qualify(cast, procurement, reviews.SC01_FAILURES, checked=reviews.SC01_QUALIFIED, at=at)
    reviews.draw_and_watch(cast, procurement, drawn=reviews.SC01_DRAWN, at=at)
    day = reviews.SC01_REVIEWED
    reviews.declare_all(cast, procurement, declared=day, at=at)
    reviews.find_all_conforming(cast, procurement, found=day + timedelta(hours=1), at=at)
    reviews.score_from_table(cast, procurement, scored=day + timedelta(hours=4), at=at)
    reviews.sign_all(cast, procurement, signed=day + timedelta(hours=7), at=at)
    awards.confirm(cast, procurement, confirmed=awards.SC01_CONFIRMED, at=at)
    awards.publish_result(cast, procurement, published=awards.SC01_PUBLISHED, at=at)


def contract_and_year(stage: Stage, procurement: Procurement) -> Contract:
    """Every period is accepted and invoiced on one day, public the next working day, and paid a week later.

    The evaluation is notified between the last acceptance and the last payment.
    """
    cast = stage.cast
    contract = contracts.draft_sign_publish_file(cast, procurement, contracts.SC01, contracts.SC01_DAYS, at=at)
    last: PaymentRequest | None = None
    for period, (score, accepted_on) in enumerate(acceptances.SC01_MONTHS, start=1):
        row = acceptances.accept_month(cast, contract, period, score, accepted_on, publish=False, at=at)
        last = payments.request_month(cast, row, accepted_on + timedelta(minutes=30), at=at)
        acceptances.publish_result(cast, row, at=at)
        if period < len(payments.SC01_PAID):
            payments.pay_month(cast, last, payments.SC01_PAID[period - 1], at=at)
        if period == accounts.SC01_PAID_IN_YEAR:
            accounts.close_year(cast, procurement.plan_item, at=at)
    assert last is not None
    contract.refresh_from_db()
    evaluate(stage, contract, last)
    contract.refresh_from_db()
    return contract


def evaluate(stage: Stage, contract: Contract, last: PaymentRequest) -> None:
    def pay_the_last() -> None:
        payments.pay_month(stage.cast, last, payments.SC01_PAID[-1], at=at)

    evaluations.run_evaluation(
        stage.cast, contract, evaluations.SC01, evaluations.SC01_DAYS, at=at, meanwhile=pay_the_last
    )

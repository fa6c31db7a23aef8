"""Contracts of the demo that are being signed, are in force, or are being evaluated, on days relative to today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from contracts.acceptance.flow import ACCEPTANCE
from contracts.acceptance.models import Acceptance
from contracts.contract.models import Contract
from contracts.contract.schedule import Part
from contracts.payment.flow import PAYMENT
from evaluation.evaluation.models import Evaluation
from evaluation.scheme.queries import scheme_of
from evaluation.survey.actions import answer
from portal.demo.cases.days import ahead, back, hour, months_before
from portal.demo.cases.running import Running, published
from portal.demo.stage import Stage, at, let_time_pass
from portal.demo.story import acceptance as acceptances
from portal.demo.story import contract as contracts
from portal.demo.story import evaluation as evaluations
from portal.demo.story import payment as payments
from portal.demo.story.acceptance import AcceptancePeople
from portal.values import clock
from portal.workflow.perform import perform
from purchasing.procurement.models import Procurement

PERIODS = 3
HEARD = (("居民代表甲", "比上一季度好，路面和设施都有人管。"), ("居民代表乙", "打了电话当天就来人处理。"))
OPEN_TOKENS = 5  # survey links of the demo that nobody has used


def service_from(until: date) -> date:
    """The first day of a service of three months that ends on or just before a day."""
    return months_before(until, PERIODS)


def closing_before(starts: date) -> date:
    """Bids closed so long before the service began that the contract was signed and filed in between."""
    return back(starts, 24)


def sign(stage: Stage, spec: Running, procurement: Procurement, supplier: str) -> Contract:
    """Drafted, reviewed and checked by counsel; now the supplier is to sign."""
    today = clock.today()
    starts = (today + timedelta(days=28)).replace(day=1)
    wanted = contracts.ContractSpec(starts, months_before(starts, -spec.months) - timedelta(days=1))
    days = contracts.ContractDays(
        drafted=hour(back(today, 4), 10), reviewed=hour(back(today, 3), 10), checked=hour(back(today, 2), 15)
    )
    people = contracts.ContractPeople(supplier=supplier)
    return contracts.draft_sign_publish_file(stage.cast, procurement, wanted, days, people=people, at=at)


def into_force(
    stage: Stage, spec: Running, procurement: Procurement, starts: date, supplier: str, *, parts: Sequence[Part] = (),
    people: contracts.ContractPeople | None = None,
) -> Contract:  # fmt: skip
    """Signed, published and filed within the limits, and begun; paid by the month, or in the parts given."""
    wanted = contracts.ContractSpec(
        starts, months_before(starts, -spec.months) - timedelta(days=1), instalments=spec.months,
        values={"parts": tuple(parts)},
    )  # fmt: skip
    result = clock.day_of(published(spec))
    days = contracts.ContractDays(
        drafted=hour(ahead(result, 8), 9), reviewed=hour(ahead(result, 8), 15), checked=hour(ahead(result, 9), 10),
        supplier_signed=hour(ahead(result, 10), 9), signed=hour(ahead(result, 10), 15),
        secrecy_checked=hour(ahead(result, 11), 9), published=hour(ahead(result, 11), 15),
        filed=hour(ahead(result, 12), 10), begun=hour(starts, 0, 5),
    )  # fmt: skip
    who = people or contracts.ContractPeople(supplier=supplier)
    return contracts.draft_sign_publish_file(stage.cast, procurement, wanted, days, people=who, at=at)


def keep_in_force(stage: Stage, contract: Contract, supplier: str) -> None:
    """The first period is paid, the payment of the second waits for finance, the acceptance of the third is asked for.

    The second was accepted late, so that its payment is not yet due.
    """
    cast, today = stage.cast, clock.today()
    people = AcceptancePeople(supplier=supplier, recipients=HEARD)
    rows = {row.period: row for row in Acceptance.objects.filter(contract=contract)}
    for period, score, day in ((1, "91", rows[1].planned_on), (2, "88", back(today, 5))):
        accepted = hour(day, 15)
        row = acceptances.accept_month(cast, contract, period, score, accepted, people=people, at=at)
        if period == 1:
            request = payments.request_month(cast, row, accepted + timedelta(days=1), at=at)
            payments.pay_month(cast, request, hour(ahead(clock.day_of(accepted), 7), 10), at=at)
        else:
            request = payments.request_month(cast, row, hour(back(today, 2), 10), at=at)
            with at(hour(back(today), 10)):
                perform(PAYMENT, request, "approve_in_unit", actor=cast["ph1"])
    note = "第 3 期服务已完成，作业记录、巡查轨迹和整改台账已上传，申请验收。"
    with at(hour(back(today), 14)):
        perform(ACCEPTANCE, rows[3], "request", actor=cast[supplier], data={"note": note})


def finish_and_evaluate(stage: Stage, contract: Contract, supplier: str) -> None:
    """All periods paid; the survey is open, twelve of forty have answered, and both sheets are still to be filled in."""
    cast, today = stage.cast, clock.today()
    people = AcceptancePeople(supplier=supplier, recipients=HEARD)
    for row, score in zip(
        Acceptance.objects.filter(contract=contract).order_by("period"), ("90", "93", "92"), strict=True
    ):
        accepted = hour(row.planned_on, 15)
        done = acceptances.accept_month(cast, contract, row.period, score, accepted, people=people, at=at)
        request = payments.request_month(cast, done, accepted + timedelta(days=1), at=at)
        payments.pay_month(cast, request, hour(ahead(clock.day_of(accepted), 6), 10), at=at)
    contract.refresh_from_db()
    begins = today - timedelta(days=4)
    spec = replace(
        evaluations.SC01, invited=40, survey=(begins, today + timedelta(days=10)), answers=evaluations.SC01.answers[:12]
    )
    notified = back(begins, 2)
    days = evaluations.Days(
        planned=hour(notified, 9), checked=hour(notified, 10), notified=hour(notified, 11),
        invited=hour(back(begins), 14), collecting=hour(begins, 0, 5),
    )  # fmt: skip
    start_survey(stage, contract, spec, days)


def start_survey(stage: Stage, contract: Contract, spec: evaluations.Spec, days: evaluations.Days) -> Evaluation:
    """Notified and begun; some recipients answer on the days before today, and some links stay open."""
    cast, who = stage.cast, evaluations.People()
    assert days.invited is not None
    assert days.collecting is not None
    evaluation = evaluations.plan_and_notify(cast, contract, spec, days, at=at, who=who)
    with at(days.invited):
        tokens = evaluations.invite_recipients(cast, evaluation, spec.invited, clerk=who.clerk)
    let_time_pass(days.collecting)
    stage.survey_tokens = tokens[-OPEN_TOKENS:]
    codes = [question["code"] for question in scheme_of(evaluation).questions]
    for number, levels in enumerate(spec.answers):
        with at(days.collecting + timedelta(hours=19 + 24 * (number % 3), minutes=number)):
            answer(tokens[number], dict(zip(codes, levels, strict=True)))
    return evaluation

"""The first case from the contract to the public evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import portal.statutes as statutes
from contracts.acceptance.models import Acceptance
from contracts.contract.models import Contract
from contracts.payment.models import PaymentRequest
from evaluation.assessment.models import Assessment
from evaluation.evaluation.models import Evaluation
from evaluation.scheme.queries import scheme_of
from evaluation.survey.actions import answer
from portal.demo.cast import Cast
from portal.demo.story import acceptance as acceptances
from portal.demo.story import contract as contracts
from portal.demo.story import evaluation as evaluations
from portal.demo.story import payment as payments
from portal.values import clock
from portal.values.money import split
from portal.workflow.deadlines import sweep
from purchasing.procurement.models import Procurement
from tests.journeys.browser import Desk, People, at
from tests.journeys.first_part import add_rows, check_secrecy

BY_PAGE = (1, 5, 12)


def sign(people: People, procurement: Procurement) -> Contract:
    days, spec = contracts.SC01_DAYS, contracts.SC01
    with at(days.drafted):
        desk = people["po1"]
        desk.go(f"/desk/procurements/{procurement.ocid}/contract/new/")
        written = desk.page.locator('[name^="terms-"][name$="-heading"]').evaluate_all(
            "all => all.filter(e => e.value).length"
        )
        add_rows(desk, "terms", written + len(spec.clauses))
        add_rows(desk, "secrets", len(spec.secrets))
        rows = {}
        for n, (heading, text) in enumerate(spec.clauses, start=written):
            rows |= {f"terms-{n}-heading": heading, f"terms-{n}-text": text}
        for n, (text, reason) in enumerate(spec.secrets):
            rows |= {f"secrets-{n}-text": text, f"secrets-{n}-reason": reason}
        desk.send({"starts_on": spec.starts_on, "ends_on": spec.ends_on, "instalments": 12, **rows})
    contract = Contract.objects.get(procurement=procurement)
    for when, login, name in (
        (days.reviewed, "po2", "review"), (days.checked, "lc1", "check"), (days.supplier_signed, "s1", "sign_for_supplier"),
        (days.signed, "ph1", "sign"),
    ):  # fmt: skip
        with at(when):
            people[login].do(contract, name, flow="contract")
    with at(days.secrecy_checked):
        check_secrecy(people, "contract")
    with at(days.published):
        people["ph1"].do(contract, "publish", flow="contract")
    with at(days.filed):
        people["po1"].do(contract, "file", flow="contract")
    with at(days.begun):
        sweep()
    return contract


def year(cast: Cast, people: People, contract: Contract) -> PaymentRequest:
    """Twelve periods, three of them by page; the last is left to be paid during the evaluation."""
    request = None
    for period, (score, when) in enumerate(acceptances.SC01_MONTHS, start=1):
        if period in BY_PAGE:
            row = accept(people, contract, period, Decimal(score), when)
            request = invoice(people, row, when + timedelta(minutes=30))
            publish(people, "acceptance", row.decided_at)
        else:
            row = acceptances.accept_month(cast, contract, period, score, when, publish=False, at=at)
            request = payments.request_month(cast, row, when + timedelta(minutes=30), at=at)
            acceptances.publish_result(cast, row, at=at)
        if period == 12:
            break
        if period in BY_PAGE:
            pay(people, request, payments.SC01_PAID[period - 1])
        else:
            payments.pay_month(cast, request, payments.SC01_PAID[period - 1], at=at)
    assert request is not None
    return request


def accept(people: People, contract: Contract, period: int, score: Decimal, when: datetime) -> Acceptance:
    row = Acceptance.objects.get(contract=contract, period=period)
    with at(when - timedelta(hours=6)):
        note = f"第 {period} 期各项作业按计划完成，作业记录和轨迹已上传。"
        people["s1"].do(row, "request", {"note": note}, flow="acceptance")
    with at(when - timedelta(hours=2)):
        heard = {
            f"{key}_{n}": text
            for n, pair in enumerate(acceptances.AcceptancePeople().recipients, start=1)
            for key, text in zip(("name", "opinion"), pair, strict=True)
        }
        people["po2"].do(row, "start_inspection", heard, flow="acceptance")
    items = list(row.items.all())
    points = {f"score-{i.pk}": p for i, p in zip(items, split(score, [i.points for i in items]), strict=True)}
    with at(when):
        people["pv1"].do(row, "record_result", {**points, "opinion": "现场核验，同意上述评分。"}, flow="acceptance")
        people["pv2"].do(row, "record_result", flow="acceptance")
    assert row.score == score
    return row


def publish(people: People, kind: str, decided: datetime | None) -> None:
    """The second person checks; the clock releases on the next working day."""
    assert decided is not None
    with at(decided + timedelta(hours=1)):
        check_secrecy(people, kind)
    with at(clock.start_of(statutes.next_working_day(clock.day_of(decided))) + timedelta(hours=9)):
        sweep()


def invoice(people: People, row: Acceptance, when: datetime) -> PaymentRequest:
    with at(when):
        people["pf1"].go(f"/desk/acceptances/{row.pk}/payment/")
        people["pf1"].send({"invoice_number": f"24360200000001{row.period:06d}", "invoice_on": clock.day_of(when)})
    return PaymentRequest.objects.get(acceptance=row)


def pay(people: People, request: PaymentRequest, when: datetime) -> None:
    for login, name, hours in (("ph1", "approve_in_unit", 20), ("fo1", "check", 2), ("fa1", "pay", 0)):
        with at(when - timedelta(hours=hours)):
            people[login].do(request, name, flow="payment")
    publish(people, "payment", request.paid_at)


@dataclass
class Survey:
    evaluation: Evaluation
    tokens: list[str]


def notify_evaluation(cast: Cast, people: People, contract: Contract) -> Survey:
    days, spec = evaluations.SC01_DAYS, evaluations.SC01
    desk = people["po1"]
    with at(days.planned):
        desk.press("/desk/evaluations/", f"/desk/contracts/{contract.pk}/evaluation/")
        row = Evaluation.objects.get(contract=contract)
        desk.go(f"/desk/evaluations/{row.pk}/plan/")
        desk.send({
            "agency": cast.organisations["evaluator"].pk, "commissioned_by": cast.organisations["finance"].pk,
            "survey_from": spec.survey[0], "survey_until": spec.survey[1],
        })  # fmt: skip
        desk.press(row.get_absolute_url(), "/scheme/")
    with at(days.checked):
        check_secrecy(people, "scheme")
    with at(days.notified):
        people["ph1"].do(row, "notify", flow="evaluation")
    with at(days.invited):
        desk.go(f"/desk/evaluations/{row.pk}/invitations/")
        desk.send({"count": spec.invited})
        shown = desk.page.locator(".ticket small").all_inner_texts()
        tokens = [text.strip().rstrip("/").rpartition("/")[2] for text in shown]
    assert len(set(tokens)) == 60
    with at(days.collecting):
        sweep()
    return Survey(row, tokens)


def ask_recipients(people: People, survey: Survey) -> None:
    """Three recipients answer on their phones, the others through the action."""
    codes = [question["code"] for question in scheme_of(survey.evaluation).questions]
    answers = [dict(zip(codes, levels, strict=True)) for levels in evaluations.SC01.answers]
    assert evaluations.SC01_DAYS.collecting is not None
    with at(evaluations.SC01_DAYS.collecting + timedelta(hours=19)):
        context = people.open_context()
        page = context.new_page()
        for token, levels in zip(survey.tokens[:3], answers[:3], strict=True):
            page.goto(f"/survey/{token}/")
            for code, level in levels.items():
                page.locator(f'[name="{code}"][value="{level}"]').check()
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_url("**/survey/done/**")
            assert "valid" in page.url
        context.close()
    with at(evaluations.SC01_DAYS.collecting + timedelta(days=5)):
        for token, levels in zip(survey.tokens[3:36], answers[3:], strict=True):
            answer(token, levels)


def score(people: People, survey: Survey) -> None:
    days, spec = evaluations.SC01_DAYS, evaluations.SC01
    parties = (
        (days.purchaser_scored, "po2", Assessment.Party.PURCHASER, spec.purchaser),
        (days.third_party_scored, "tp1", Assessment.Party.THIRD_PARTY, spec.third_party),
    )
    for when, login, party, points in parties:
        sheet = Assessment.objects.get(evaluation=survey.evaluation, party=party)
        with at(when):
            fill_assessment(people[login], sheet, points)
            people[login].do(sheet, "submit", flow="assessment")
        if party == Assessment.Party.PURCHASER:
            with at(days.purchaser_confirmed):
                people["ph1"].do(sheet, "confirm", flow="assessment")


def fill_assessment(desk: Desk, sheet: Assessment, points: dict[str, str]) -> None:
    """Full points where the case says nothing else, the overshoot explained, independence declared."""
    desk.go(f"/desk/assessments/{sheet.pk}/")
    full = {row.code: str(row.points) for row in scheme_of(sheet.evaluation).indicators.all()}
    fields = {
        f"score_{code}": points.get(code, most)
        for code, most in full.items()
        if desk.page.locator(f'[name="score_{code}"]').count()
    }
    fields["basis_O4"] = evaluations.SC01.overshoot
    if sheet.party == Assessment.Party.THIRD_PARTY:
        fields["independence"] = evaluations.SC01.independence
    desk.send(fields)


def report_and_publish(people: People, survey: Survey) -> None:
    days, spec, row = evaluations.SC01_DAYS, evaluations.SC01, survey.evaluation
    words = {"summary": spec.summary, "problems": spec.problems, "suggestions": spec.suggestions}
    with at(days.reported):
        people["tp1"].do(row, "start_scoring", flow="evaluation")
        people["tp1"].do(row, "draft_report", words, flow="evaluation")
        people["tp1"].do(row, "ask_feedback", flow="evaluation")
    with at(days.recommended):
        people["fo1"].do(row, "recommend", flow="evaluation")
    with at(days.finalised):
        people["fa1"].do(row, "finalise", flow="evaluation")
    with at(days.result_checked):
        check_secrecy(people, "evaluation")
    with at(days.published):
        sweep()
    row.refresh_from_db()
    assert row.state == "published"

"""Whatever becomes public of a text was before the eyes of the second person who checked it (SD12)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from contracts.refund.actions import record_refund
from contracts.refund.flow import REFUND
from disclosure.exposure import exposure_of
from portal.demo.cast import Cast
from portal.demo.story.acceptance import accept_month
from portal.demo.story.contract import SC01, SC01_DAYS, draft_sign_publish_file
from portal.demo.story.evaluation import SC01 as EVALUATED
from portal.demo.story.evaluation import SC01_DAYS as EVALUATED_ON
from portal.demo.story.evaluation import run_evaluation
from portal.demo.story.intention import beijing
from portal.demo.story.payment import pay_month, request_month
from portal.reports.templatetags.report import chinese_date
from portal.values import clock
from portal.values.text import plain
from portal.workflow.perform import perform
from purchasing.models import AccountLine, PlanApproval, PlanItem
from purchasing.publication.models import Kind
from purchasing.publication.queries import Preview, _renderers
from tests.factories import cases, preparation
from tests.factories.contracts import awarded
from tests.factories.evaluation import contract as contract_with_months
from tests.flows import build_adjustment, build_final_account
from tests.purchasing.additional.conftest import play_sc08
from tests.purchasing.review import case

pytestmark = pytest.mark.django_db

SET_BY_THE_RELEASE = {
    Kind.NEEDS: {"comment_from", "comment_until"},
    Kind.NOTICE: {"documents_until"},
    Kind.RESULT: {"notice_until", "challenges_until"},
}


def plan(cast: Cast) -> Any:
    row = cases.plan(cast, state="published")
    cases.plan_item(cast, plan_row=row, state="approved", supplier_conditions="具有道路清扫作业经验", term_months=18)
    for number, at in (("47", beijing(2024, 12, 18)), ("52", beijing(2024, 12, 30))):
        PlanApproval.objects.create(
            plan=row, number=f"景财购批〔2024〕{number}号", amount=Decimal("9600000.00"), approved_at=at,
            approved_by=cast.user("fa1"),
        )  # fmt: skip
    return row


def intention(cast: Cast) -> Any:
    row = preparation.intention(cast)
    row.sme_note, row.note = "专门面向中小企业", "以公告为准"
    return row


def notice(cast: Cast) -> Any:
    row = preparation.prepared(cast, state="document_ready", contact="王工 0798-0000000", opening_place="开标一室")
    row.filing_number = "备〔2025〕9号"
    return row


def clarification(cast: Cast) -> Any:
    return preparation.clarification(cast, new_closes_at=clock.now() + timedelta(days=50))


def termination(cast: Cast) -> Any:
    return cases.procurement(cast, state="terminated", end_reason="年度预算调整", announced_at=beijing(2025, 1, 23, 10))


def result(cast: Cast) -> Any:
    row = case.at_stage(cast, "confirmed")
    row.result_at = clock.now()
    return row


def contract(cast: Cast) -> Any:
    with clock.at(beijing(2025, 2, 24, 10)):
        procurement = awarded(cast)
    return draft_sign_publish_file(cast, procurement, SC01, SC01_DAYS)


def acceptance(cast: Cast) -> Any:
    row = accept_month(cast, contract(cast), 5, "84", beijing(2025, 9, 3, 15), publish=False)
    row.items.update(finding="清运不及时")
    return row


def payment(cast: Cast) -> Any:
    row = request_month(cast, acceptance(cast), beijing(2025, 9, 3, 16))
    return pay_month(cast, row, beijing(2025, 9, 12, 10), publish=False)


def refund(cast: Cast) -> Any:
    """Of what the fifth month was paid, 1,000.01 came back."""
    paid = payment(cast)
    with clock.at(beijing(2025, 10, 14, 10)):
        row = record_refund(
            cast["fo1"], paid, amount=Decimal("1000.01"), ground="deduction", reason="抽查扣减", receipt="JK-1",
            received_on=date(2025, 10, 13),
        )  # fmt: skip
        return perform(REFUND, row, "confirm", actor=cast["fa1"])


def evaluation(cast: Cast) -> Any:
    row = run_evaluation(cast, contract_with_months(cast), EVALUATED, EVALUATED_ON)
    row.veto, row.veto_reason = "misuse", "挪用专项资金三十万元，见审计报告"
    return row


def adjustment(cast: Cast) -> Any:
    row = build_adjustment.build(cast, "effective")
    row.number, row.decided_at = "景财购调〔2025〕3号", beijing(2025, 7, 3, 0, 30)  # in UTC still the day before
    return row


def final_account(cast: Cast) -> Any:
    row = build_final_account.build(cast, "confirmed")
    row.number, row.decided_at = "景财购决〔2026〕1号", beijing(2026, 2, 3, 0, 30)  # in UTC still the day before
    item = cases.plan_item(cast, plan_row=row.plan, state="approved")
    row.reasons = {str(item.pk): "合同跨年履行"}
    for number, share in enumerate(item.funding.all(), start=1):
        AccountLine.objects.create(
            account=row, item=item, line=share.line, approved=share.amount, adjusted=share.amount - 1,
            committed=Decimal("500.01") + number, paid=Decimal("300.02") + number, carried=Decimal("100.03") + number,
            freed=share.amount - 1 - Decimal("400.05") - 2 * number,
        )  # fmt: skip
    return row


SUBJECTS: dict[str, Callable[[Cast], Any]] = {
    Kind.PLAN: plan, Kind.ADJUSTMENT: adjustment, Kind.ADDITIONAL: lambda cast: play_sc08(cast, "approved").request,
    Kind.INTENTION: intention, Kind.NEEDS: lambda cast: preparation.requirement(cast, state="survey_done"),
    Kind.NOTICE: notice, Kind.CLARIFICATION: clarification, Kind.TERMINATION: termination, Kind.RESULT: result,
    Kind.CONTRACT: contract, Kind.ACCEPTANCE: acceptance, Kind.PAYMENT: payment, Kind.REFUND: refund, Kind.SCHEME: evaluation,
    Kind.EVALUATION: evaluation, Kind.FINAL_ACCOUNT: final_account,
}  # fmt: skip


def words_of(preview: Preview) -> str:
    cells = [cell for table in preview.tables for row in table.rows for cell in row]
    facts = [f"{label} {value}" for label, value in preview.facts]
    return "\n".join(str(text) for text in (preview.title, *facts, *preview.paragraphs, *cells))


def spellings(kind: str, value: Any) -> list[str]:
    """How a public value may be written in the text that is checked."""
    if kind == "money":
        return [f"{Decimal(value):,.2f}"]
    if kind == "number":
        return [plain(Decimal(value)), f"{Decimal(value):f}"]
    if kind == "flag":
        return ["是" if value else "否"]
    if kind == "month":
        return [str(value)[:7]]
    if kind == "instant":
        return [clock.local(datetime.fromisoformat(value)).strftime("%Y-%m-%d %H:%M")]
    if kind == "day":
        day = clock.day_of(datetime.fromisoformat(value)) if len(value) > 10 else date.fromisoformat(value)
        return [day.isoformat(), chinese_date(day)]
    return [str(value)]


def is_in(words: str, spelling: str) -> bool:
    """Whether it stands there, and not as a part of a longer number."""
    return re.search(rf"(?<![\d.,]){re.escape(spelling)}(?![\d,])", words) is not None


def values_of(kind: str, subject: Any) -> Iterator[tuple[str, str, Any]]:
    """(field, kind, value) of everything that the exposure makes public of the subject."""
    exposure = exposure_of(kind)
    content = exposure.content(subject)
    for field in exposure.fields:
        value = content[field.name]
        if field.kind == "table":
            yield from (
                (f"{field.name}.{column.name}", column.kind, row[column.name])
                for row in value
                for column in field.columns
            )
        elif field.kind == "list":
            yield from ((field.name, "text", entry) for entry in value)
        else:
            yield field.name, field.kind, value


@pytest.mark.parametrize("kind", list(Kind.values))
def test_whatever_becomes_public_stands_in_the_text_that_is_checked(cast, kind):
    subject = SUBJECTS[kind](cast)
    words = words_of(_renderers[kind](subject))

    values = [v for v in values_of(kind, subject) if v[0] not in SET_BY_THE_RELEASE.get(kind, set())]
    unseen = {
        name
        for name, how, value in values
        if value not in (None, "") and not any(is_in(words, spelling) for spelling in spellings(how, value))
    }

    assert unseen == set()
    filled = {name for name, _how, value in values if value not in (None, "")}
    assert {name for name, _how, _value in values} - filled == set(), "a field that is empty here proves nothing"


def test_a_value_that_is_not_there_or_is_a_part_of_another_is_noticed():
    assert not is_in("金额 19,600.00", "9,600.00")
    assert is_in("分 12 期", "12")
    assert not is_in("2025-12-18", "2025-12-1")


@pytest.mark.parametrize(("name", "value"), [("summary", "另一概况"), ("term_months", 6), ("reservation", "whole")])
def test_a_plan_changed_after_the_check_is_another_text(cast, name, value):
    row = plan(cast)
    before = _renderers[Kind.PLAN](row).fingerprint

    PlanItem.objects.filter(plan=row).update(**{name: value})

    assert _renderers[Kind.PLAN](row).fingerprint != before

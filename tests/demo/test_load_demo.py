"""The demo as it is loaded: the first case to the figure and the day, and somebody waiting at every earlier stage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from catalog.rulebook.models import RuleDraft
from catalog.rulebook.previews import effect_of
from contracts.models import Acceptance, Contract, PaymentRequest
from disclosure.models import DisclosureItem, OcdsRelease
from evaluation.models import Evaluation
from portal.audit.models import AuditEntry
from portal.audit.verify import verify
from portal.demo import private, queries
from portal.demo.cases import CASES
from portal.demo.load import load
from portal.demo.models import DemoCase
from portal.notify.models import Mail
from portal.outbox.models import Delivery
from portal.values import clock
from portal.workflow.models import DueDate, InboxItem
from portal.workflow.tasks import sweep_deadlines
from purchasing.budget.reconciliation import drifts
from purchasing.funding.queries import holds_of
from purchasing.models import (
    AdditionalBudgetRequest,
    AnnualPlan,
    Bid,
    BudgetSheet,
    BudgetTransfer,
    Opening,
    PlanAdjustment,
    PlanApproval,
    Procurement,
    Publication,
    Ranking,
    Reconciliation,
    Requirement,
)
from tests.services.demo import demo_database

pytestmark = pytest.mark.xdist_group("load_demo")
FIRST = "ocds-jdzgf1-2025-000001"
PAID_ON = [
    (2025, 5, 19), (2025, 6, 16), (2025, 7, 14), (2025, 8, 14), (2025, 9, 12), (2025, 10, 21), (2025, 11, 14),
    (2025, 12, 12), (2026, 1, 15), (2026, 2, 13), (2026, 3, 13), (2026, 4, 15),
]  # fmt: skip
PUBLIC_ON = [
    (2025, 5, 9), (2025, 6, 6), (2025, 7, 4), (2025, 8, 6), (2025, 9, 4), (2025, 10, 13), (2025, 11, 6),
    (2025, 12, 4), (2026, 1, 7), (2026, 2, 5), (2026, 3, 5), (2026, 4, 7),
]  # fmt: skip


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), demo_database():
        yield


@pytest.fixture
def first(loaded) -> Procurement:
    return Procurement.objects.get(ocid=FIRST)


def day(instant) -> date:
    return clock.day_of(instant)


def test_the_plan_of_the_first_case_carries_its_number_and_was_public_on_its_day(first):
    plan = first.plan_item.plan

    approval = PlanApproval.objects.get(plan=plan)
    assert (approval.number, approval.amount, day(approval.approved_at)) == (
        "景财购批〔2024〕47号", Decimal("9600000.00"), date(2024, 12, 18),
    )  # fmt: skip
    assert day(plan.published_at) == date(2024, 12, 20)
    limit = DueDate.objects.get(flow="plan", name="publish", subject_pk=str(plan.pk))
    assert (limit.due_on, day(limit.met_at)) == (date(2025, 1, 16), date(2024, 12, 20))


def test_its_tender_ran_on_its_days(first):
    assert (day(first.announced_at), first.documents_until) == (date(2025, 1, 23), date(2025, 2, 6))
    assert str(clock.local(first.closes_at)) == "2025-02-18 09:30:00+08:00"
    assert Requirement.objects.get(plan_item=first.plan_item).state == "frozen"
    assert Bid.objects.filter(procurement=first).count() == 4
    assert day(Opening.objects.get(procurement=first).opened_at) == date(2025, 2, 18)


def test_its_ranking_has_the_figures_of_the_case(first):
    rows = {
        row.bid.supplier.organization.name: (row.other_score, row.price_score, row.total)
        for row in Ranking.objects.filter(procurement=first)
    }
    assert rows == {
        "千窑城服（虚构）": (Decimal("71.20"), Decimal("18.44"), Decimal("89.64")),
        "碧瓷环境（虚构）": (Decimal("68.40"), Decimal("20.00"), Decimal("88.40")),
        "青花物业（虚构）": (Decimal("66.00"), Decimal("17.56"), Decimal("83.56")),
    }
    limits = {d.name: d.due_on for d in DueDate.objects.filter(flow="procurement", subject_pk=str(first.pk))}
    assert limits == {"decide": date(2025, 2, 26), "result_notice": date(2025, 2, 25), "sign": date(2025, 3, 26)}


def test_its_money_is_paid_and_released_to_the_fen(first):
    contract = Contract.objects.get(procurement=first)
    payments = list(PaymentRequest.objects.filter(contract=contract).order_by("pk"))

    assert contract.state == "completed"
    assert [day(p.paid_at) for p in payments] == [date(*d) for d in PAID_ON]
    assert [p.amount for p in payments] == [
        *[Decimal("741666.67")] * 4, Decimal("726833.34"), *[Decimal("741666.67")] * 6, Decimal("741666.63"),
    ]  # fmt: skip
    assert sum(p.amount for p in payments) == Decimal("8885166.67")
    holds = list(holds_of(first.plan_item))
    carried = sum(h.carried for h in holds)
    assert carried == Decimal("2966666.64")
    assert sum(h.amount for h in holds) == Decimal("9600000.00") + carried
    assert sum(h.released for h in holds) == Decimal("714833.33") + carried
    by_line = [sum(p.lines.order_by("pk")[n].amount for p in payments) for n in range(3)]
    assert by_line == [Decimal("5738336.81"), Decimal("1758522.57"), Decimal("1388307.29")]


def test_its_acceptances_were_public_the_next_working_day(first):
    rows = list(Acceptance.objects.filter(contract__procurement=first).order_by("period"))

    assert [int(row.score) for row in rows] == [92, 90, 91, 88, 84, 93, 95, 90, 89, 92, 94, 91]
    assert rows[4].deduction == Decimal("14833.33")
    public = Publication.objects.filter(kind="acceptance", ocid=FIRST).order_by("pk")
    assert [day(p.released_at) for p in public] == [date(*d) for d in PUBLIC_ON]


def test_its_evaluation_is_excellent_rounded_once(first):
    row = Evaluation.objects.get(procurement=first)

    assert (row.party_purchaser, row.party_recipients, row.party_third) == (
        Decimal("96.96"), Decimal("86.94"), Decimal("90.06"),
    )  # fmt: skip
    assert (row.final, row.band) == (Decimal("91.20"), "优")
    assert (row.feedback_until, day(row.finalised_at), day(row.published_at)) == (
        date(2026, 5, 8), date(2026, 5, 15), date(2026, 5, 20),
    )  # fmt: skip


def test_mails_carry_the_day_of_the_act_and_nothing_is_left_undelivered(loaded):
    assert not Delivery.objects.exclude(state="done").exists()
    assert not Mail.objects.exclude(state="sent").exists()
    late = [
        m for m in Mail.objects.select_related("notification") if (m.sent_at - m.notification.at).total_seconds() > 60
    ]
    assert late == []


def test_procurements_rest_at_every_earlier_stage(loaded):
    assert set(AnnualPlan.objects.values_list("state", flat=True)) >= {
        "draft", "unit_review", "unit_approved", "submitted", "finance_review", "recommended", "published", "in_execution",
        "closed",
    }  # fmt: skip
    assert set(Requirement.objects.values_list("state", flat=True)) >= {"public_comment", "reviewed_key", "frozen"}
    assert set(Procurement.objects.values_list("state", flat=True)) == {
        "preparing", "document_ready", "receiving", "closed", "opened", "reviewing", "candidate_confirmed", "notice_sent",
        "contracted", "failed_insufficient",
    }  # fmt: skip
    assert {"counsel_checked", "in_force", "completed"} == set(Contract.objects.values_list("state", flat=True))
    assert set(Evaluation.objects.values_list("state", flat=True)) == {"collecting", "published"}
    assert Procurement.objects.count() >= 12


def test_money_came_as_a_table_waits_to_follow_a_task_and_adds_up(loaded):
    assert [sheet.row_count for sheet in BudgetSheet.objects.exclude(taken_at=None)] == [3]
    assert [transfer.state for transfer in BudgetTransfer.objects.all()] == ["recorded"]
    assert [run.drifts for run in Reconciliation.objects.all()] == [[]]
    assert drifts() == []


def test_path_b_stands_at_its_figure_and_another_request_waits_for_the_government(loaded):
    rows = AdditionalBudgetRequest.objects.order_by("pk").values_list("state", "result", "approved", "item__amount")

    assert list(rows) == [
        ("closed", "granted", Decimal("1440000.00"), Decimal("4320000.00")),
        ("finance_opinion", "", Decimal("0.00"), Decimal("4020000.00")),
    ]  # fmt: skip


def test_the_people_of_the_first_case_find_something_to_do(loaded):
    waiting = {p.membership.user.username: len(p.waiting) for p in queries.people()}

    for login in ("po1", "po2", "po3", "ph1", "pb1", "ag1", "ag2", "lc1", "fo1", "fa1", "su1", "s2", "tp1"):
        assert waiting[login] > 0, login


def test_no_sweep_fails_what_rests(loaded):
    before = dict(Procurement.objects.values_list("ocid", "state"))

    sweep_deadlines()

    assert dict(Procurement.objects.values_list("ocid", "state")) == before


def test_nothing_has_happened_in_the_future(loaded):
    assert AuditEntry.objects.latest("at").at <= clock.now()


def test_a_change_of_a_rule_waits_for_the_approver_and_moves_nothing_that_runs(loaded):
    draft = RuleDraft.objects.get()
    effect = effect_of(draft, None)

    assert (draft.state, draft.code, draft.effective_from > clock.today()) == ("submitted", "R-31-notice", True)
    assert InboxItem.objects.get(flow="rule_draft").role == "fa"
    assert (effect.moving, effect.before.value, effect.after.value) == (0, 2, 1)


def test_every_audit_chain_holds(loaded):
    assert list(verify()) == []


def test_loading_again_changes_nothing(loaded):
    counts = [model.objects.count() for model in (DemoCase, Procurement, Delivery, Mail)]

    assert load(print) == 0
    assert [model.objects.count() for model in (DemoCase, Procurement, Delivery, Mail)] == counts
    assert DemoCase.objects.filter(finished_at__isnull=False).count() == len(CASES)


def test_the_private_file_is_readable_by_its_owner_only(loaded):
    assert private.path().stat().st_mode & 0o777 == 0o600
    assert {"po3", "ag2", "su1"} <= set(private.passphrases())
    assert len(private.survey_tokens()) == 5


def test_a_case_that_was_broken_off_stops_the_loading(loaded):
    DemoCase.objects.filter(key="plans").update(finished_at=None)
    try:
        with pytest.raises(Exception, match="plans"):
            load(print)
    finally:
        DemoCase.objects.filter(key="plans").update(finished_at=clock.now())


def test_outside_a_demo_nothing_is_loaded(db):
    with pytest.raises(CommandError):
        call_command("load_demo")


def test_business_secrets_stand_neither_on_the_public_page_nor_in_open_data(first):
    contract = Contract.objects.get(procurement=first)
    public = [json.dumps(item.content, ensure_ascii=False) for item in DisclosureItem.objects.filter(ocid=FIRST)]
    public += [row.body for row in OcdsRelease.objects.filter(ocid=FIRST)]

    assert len(contract.business_secrets) == 2
    for secret in contract.business_secrets:
        assert not [text for text in public if secret["text"] in str(text)]


def test_changes_of_an_approved_plan_wait_for_finances_clerk(loaded):
    waiting = PlanAdjustment.objects.filter(state="submitted").order_by("pk").values_list("change", flat=True)

    assert list(waiting) == ["schedule", "add_item"]
    assert InboxItem.objects.filter(flow="adjustment", transition="recommend", role="fo").count() == 2

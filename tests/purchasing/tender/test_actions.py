"""The tender document's points, weights and words; clarifications in time; who obtained the document stays secret."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

import portal.statutes as statutes
from portal.audit.models import AuditEntry
from portal.demo.cast import Cast
from portal.demo.story.tender import add_takers
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.act import Act
from portal.workflow.perform import perform
from purchasing.models import Clarification, DocumentTaking, Procurement, TenderDocument
from purchasing.plan.models import PlanItem
from purchasing.plan.wording import findings
from purchasing.procurement.flow import PROCUREMENT
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of
from purchasing.tender.actions import (
    edit_clarification,
    edit_document,
    start_clarification,
    start_document,
    take_document,
)
from purchasing.tender.flow import CLARIFICATION
from purchasing.tender.guards import small_business_rate_is_lawful
from purchasing.tender.queries import holders, takings_after_opening
from tests.factories import preparation
from tests.factories.cases import plan_item, procurement
from tests.factories.rules import city_rule


def codes_of_preparing(cast: Cast, **fields: Any) -> tuple[str, ...]:
    row = preparation.prepared(cast, **fields)
    try:
        perform(PROCUREMENT, row, "prepare_document", actor=cast["ag1"])
    except Refused as refused:
        return refused.codes
    return ()


def test_the_document_begins_with_the_frozen_requirement_and_the_price_sheet(cast: Cast) -> None:
    item = preparation.approved_item(cast)
    preparation.requirement(cast, state="frozen", item=item)
    row = procurement(cast, item=item)

    document = start_document(cast["ag1"], row)

    assert document.scope == "技术\n\n商务\n\n验收"
    assert document.contract_draft == "合同"
    assert document.small_business_rate == 10
    assert [str(p.quantity) for p in document.price_items.all()] == ["2400000.00", "36500.00", "25.00"]
    assert len(document.qualification) == 6
    assert start_document(cast["ag2"], row) == document


def test_its_figures_are_those_of_the_rules_of_the_day(cast: Cast) -> None:
    city_rule("D-price-weight", "25")
    city_rule("D-score-step", "0.5")

    document = start_document(cast["ag1"], procurement(cast))

    noted = AuditEntry.objects.get(verb="tender.begin").grounds["rules"]
    assert (document.price_weight, document.score_step) == (25, Decimal("0.5"))
    assert sorted(noted) == ["D-price-weight", "D-score-step", "R-79-small-min"]


@pytest.mark.parametrize("login", ["po1", "ph1", "s1", "fo1"])
def test_only_the_agent_begins_it(cast: Cast, login: str) -> None:
    with pytest.raises(Forbidden):
        start_document(cast[login], procurement(cast))


def test_a_complete_and_lawful_document_is_handed_over(cast: Cast) -> None:
    assert codes_of_preparing(cast) == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"qualification": []}, {"scope": " "}, {"contract_draft": ""}, {"ceiling": None}, {"closes_at": None},
        {"confirmations": {"R-70": True, "R-71": True}},
    ],
)  # fmt: skip
def test_an_incomplete_document_is_not(cast: Cast, fields: dict[str, Any]) -> None:
    assert codes_of_preparing(cast, **fields) == ("document-incomplete",)


@pytest.mark.parametrize(
    ("weight", "codes"),
    [(19, ("points-not-hundred",)), (21, ("points-not-hundred",)), (9, ("points-not-hundred", "price-weight-too-low"))],
)
def test_points_make_a_hundred_and_the_price_weighs_enough(cast: Cast, weight: int, codes: tuple[str, ...]) -> None:
    assert codes_of_preparing(cast, price_weight=weight) == codes


@pytest.mark.parametrize(("rate", "codes"), [("9.9", 1), ("10", 0), ("20", 0), ("20.1", 1)])
def test_the_small_business_rate_is_within_the_range_of_the_day(cast: Cast, rate: str, codes: int) -> None:
    assert codes_of_preparing(cast, small_business_rate=Decimal(rate)) == ("small-business-rate",) * codes


@pytest.mark.parametrize(("rate", "codes"), [("0", 0), ("10", 1)])
def test_nothing_is_deducted_where_the_whole_item_is_reserved(cast: Cast, rate: str, codes: int) -> None:
    row = preparation.prepared(cast, small_business_rate=Decimal(rate))
    PlanItem.objects.filter(pk=row.plan_item_id).update(reservation=PlanItem.Reservation.WHOLE)
    row.refresh_from_db()

    refusal = small_business_rate_is_lawful(row, Act(cast["ag1"], clock.now()))

    assert [r.code for r in (refusal,) if r] == ["small-business-rate"] * codes


def test_the_document_of_a_wholly_reserved_item_begins_without_a_deduction(cast: Cast) -> None:
    item = plan_item(cast, state="released", reservation=PlanItem.Reservation.WHOLE)

    assert start_document(cast["ag1"], procurement(cast, item=item)).small_business_rate == 0


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("注册资本不低于 500 万元", ("scale-condition",)),
        ("上一年度营业收入 1000 万元以上", ("scale-condition",)),
        ("具有景德镇市内同类业绩", ("discriminating-condition",)),
        ("须为国有企业", ("discriminating-condition",)),
        ("有依法缴纳税收的良好记录", ()),
    ],
)
def test_forbidden_conditions_are_found(cast: Cast, text: str, codes: tuple[str, ...]) -> None:
    assert codes_of_preparing(cast, qualification=[{"code": "Q1", "text": text}]) == codes


def test_a_discriminating_word_may_be_explained_a_condition_of_scale_not(cast: Cast) -> None:
    word = [{"code": "Q1", "text": "不得要求供应商为国有企业"}]
    scale = [{"code": "Q1", "text": "利润不低于 100 万元"}]

    assert codes_of_preparing(cast, qualification=word, explanation="此处为禁止性表述") == ()
    assert codes_of_preparing(cast, qualification=scale, explanation="理由") == ("scale-condition",)


@pytest.mark.django_db
def test_criteria_are_screened_too() -> None:
    rules = statutes.several(("R-70", "R-71"), clock.today())
    found = findings({"企业实力": "注册 资本每 100 万元得 1 分"}, rules.values())

    assert [(f.rule, f.word, f.place) for f in found] == [("R-70", "注册资本", "企业实力")]


def test_a_ceiling_above_the_budget_is_refused(cast: Cast) -> None:
    row = preparation.prepared(cast)

    with pytest.raises(Refused) as refused:
        edit_document(cast["ag1"], row.document, version=1, values={"ceiling": row.budget + Decimal("0.01")})

    assert refused.value.codes == ("over-budget",)


def test_a_document_that_was_handed_over_cannot_be_edited(cast: Cast) -> None:
    row = preparation.prepared(cast, state="document_ready")

    with pytest.raises(Forbidden):
        edit_document(cast["ag1"], row.document, version=1, values={"scope": "改"})


def test_a_stale_edit_of_the_document_is_refused_and_changes_no_row(cast: Cast) -> None:
    document = preparation.prepared(cast).document
    edit_document(cast["ag1"], document, version=1, values={"scope": "甲"})

    with pytest.raises(Refused) as refused:
        edit_document(cast["ag2"], document, version=1, values={"scope": "乙"}, criteria=[])

    assert refused.value.codes == ("stale-version",)
    assert TenderDocument.objects.get(pk=document.pk).criteria.count() == 6


def released(cast: Cast, made: Clarification, login: str = "ph1") -> tuple[str, ...]:
    try:
        perform(CLARIFICATION, made, "release", actor=cast[login])
    except Refused as refused:
        return refused.codes
    return ()


@pytest.mark.parametrize(
    ("days", "affects", "codes"),
    [(16, True, ()), (15, True, ("clarification-too-late",)), (2, False, ())],
)
def test_what_affects_bids_is_told_fifteen_full_days_before(
    cast: Cast, days: int, affects: bool, codes: tuple[str, ...]
) -> None:
    row = preparation.receiving(cast, closes_at=clock.now() + timedelta(days=days))

    assert released(cast, preparation.clarification(cast, row=row, affects_bids=affects)) == codes


def test_a_late_clarification_moves_the_closing(cast: Cast) -> None:
    row = preparation.receiving(cast, closes_at=clock.now() + timedelta(days=3))
    later = clock.now() + timedelta(days=16)

    codes = released(cast, preparation.clarification(cast, row=row, affects_bids=True, new_closes_at=later))

    assert codes == ()
    assert Procurement.objects.get(pk=row.pk).closes_at == later


def test_the_closing_is_never_moved_forward(cast: Cast) -> None:
    row = preparation.receiving(cast)
    sooner = row.closes_at - timedelta(minutes=1)

    assert released(cast, preparation.clarification(cast, row=row, new_closes_at=sooner)) == ("closing-moved-forward",)


def test_nothing_is_clarified_after_the_closing(cast: Cast) -> None:
    over = preparation.receiving(cast, closes_at=clock.now() - timedelta(seconds=1))
    closed = preparation.prepared(cast, state="closed")

    assert released(cast, preparation.clarification(cast, row=over)) == ("bids-closed",)
    assert released(cast, preparation.clarification(cast, row=closed)) == ("bids-closed",)


def test_a_clarification_changed_after_the_check_is_checked_again(cast: Cast) -> None:
    made = start_clarification(cast["ag1"], preparation.receiving(cast), text="答疑")
    first = publication_of(made, Kind.CLARIFICATION)
    perform_check(cast, made)

    edit_clarification(cast["ag1"], made, version=made.version, text="另有答疑")

    assert first is not None
    assert publication_of(made, Kind.CLARIFICATION).state == "drafted"
    assert released(cast, made) == ("secrecy-unchecked",)


def perform_check(cast: Cast, made: Clarification) -> None:
    from portal.demo.story.intention import check_secrecy

    check_secrecy(cast, made, Kind.CLARIFICATION)


def test_a_released_clarification_cannot_be_changed(cast: Cast) -> None:
    made = preparation.clarification(cast, state="released")

    with pytest.raises(Refused) as refused:
        edit_clarification(cast["ag1"], made, version=1, text="改")

    assert refused.value.codes == ("already-released",)


def test_a_supplier_obtains_the_document_once_and_nobody_sees_it_before_the_opening(cast: Cast) -> None:
    row = preparation.receiving(cast)

    first = take_document(cast["s1"], row)
    again = take_document(cast["s1"], row)

    entry = AuditEntry.objects.get(verb="tender.take")
    assert first == again
    assert holders(row) == [cast.user("s1")]
    assert list(takings_after_opening(row)) == []
    assert entry.chain == f"purchasing.documenttaking:{first.pk}"
    assert not AuditEntry.objects.filter(chain=row.audit_root).exists()


def test_after_the_opening_the_takers_are_known(cast: Cast) -> None:
    row = preparation.receiving(cast)
    take_document(cast["s1"], row)

    row.opened_at = clock.now()

    assert [str(t.supplier) for t in takings_after_opening(row)] == ["千窑城服（虚构）"]


def test_the_document_is_obtained_until_the_end_of_the_last_day(cast: Cast) -> None:
    row = preparation.receiving(cast)
    Procurement.objects.filter(pk=row.pk).update(documents_until=clock.today())
    take_document(cast["s1"], row)
    Procurement.objects.filter(pk=row.pk).update(documents_until=clock.today() - timedelta(days=1))

    with pytest.raises(Refused) as refused:
        take_document(cast["s2"], row)

    assert refused.value.codes == ("documents-closed",)
    assert take_document(cast["s1"], row) is not None


def test_nobody_but_suppliers_obtains_it_and_none_before_the_notice(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        take_document(cast["po1"], preparation.receiving(cast))
    with pytest.raises(Refused) as early:
        take_document(cast["s1"], preparation.prepared(cast))

    assert early.value.codes == ("documents-closed",)
    assert not DocumentTaking.objects.exists()


def test_eleven_suppliers_obtain_it_in_the_first_case(cast: Cast) -> None:
    add_takers(cast)
    row = preparation.receiving(cast)

    for number in range(1, 12):
        take_document(cast[f"s{number}"], row)

    assert len(holders(row)) == 11

"""What finance sees of an evaluation beside next year's plan."""

from decimal import Decimal

from evaluation.evaluation.queries import results_of_items


def test_a_plan_item_carries_its_result_once_it_is_fixed(evaluated):
    evaluation = evaluated("finalised")
    item = evaluation.procurement.plan_item_id

    assert results_of_items([item]) == {item: (Decimal("91.20"), "优")}


def test_an_evaluation_under_way_tells_finance_nothing_yet(evaluated):
    evaluation = evaluated("reported")

    assert results_of_items([evaluation.procurement.plan_item_id]) == {}

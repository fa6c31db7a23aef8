"""The pages: who gets which, what they show of the parties' points, what a form keeps when it is refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Contract
from evaluation.assessment.queries import results_of
from evaluation.assessment.reports import report_context
from evaluation.models import Assessment, Evaluation
from portal.demo.story.intention import beijing
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.models import Award, Bid
from purchasing.publication.models import Kind
from purchasing.publication.queries import preview_of, publication_of
from tests.factories.cases import plan, plan_item
from tests.factories.cases import procurement as make_procurement

pytestmark = pytest.mark.django_db
READERS = ["po1", "po2", "ph1", "tp1", "s1", "fo1", "fa1", "su1", "au1", "co1", "cl1"]


@pytest.mark.parametrize("login", READERS)
def test_those_concerned_read_a_result(sign_in, evaluated, login):
    page = sign_in(login).get(evaluated("published").get_absolute_url())

    text = page.content.decode()
    assert page.status_code == 200
    for words in ("91.20", "优", "96.96", "86.94", "90.06"):
        assert words in text, words


@pytest.mark.parametrize("login", ["s2", "ex1", "pf1", "ag1", "mz1"])
def test_others_do_not_find_it(sign_in, evaluated, login):
    assert sign_in(login).get(evaluated("published").get_absolute_url()).status_code == 404


def test_the_supplier_learns_of_points_with_the_report_and_not_before(sign_in, evaluated):
    evaluation = evaluated("third_party_scored")
    texts = {
        login: sign_in(login).get(evaluation.get_absolute_url()).content.decode() for login in ("s1", "po1", "tp1")
    }

    assert {login: "28.17" in text or "9.17" in text for login, text in texts.items()} == {
        "s1": False,
        "po1": False,
        "tp1": True,
    }


def test_a_sheet_is_read_by_its_party_and_by_supervision_until_there_is_a_report(sign_in, evaluated):
    evaluation = evaluated("third_party_scored")
    sheets = {s.party: s for s in Assessment.objects.filter(evaluation=evaluation)}

    answers = {
        (login, party): sign_in(login).get(sheet.get_absolute_url()).status_code
        for login in ("po1", "tp1", "s1", "fo1", "su1")
        for party, sheet in sheets.items()
    }

    assert answers == {
        ("po1", "purchaser"): 200, ("po1", "third_party"): 404, ("tp1", "purchaser"): 200, ("tp1", "third_party"): 200,
        ("s1", "purchaser"): 404, ("s1", "third_party"): 404, ("fo1", "purchaser"): 404, ("fo1", "third_party"): 404,
        ("su1", "purchaser"): 200, ("su1", "third_party"): 200,
    }  # fmt: skip


def test_the_first_steps_go_through_the_pages(sign_in, cast, contract):
    clock.freeze_at(beijing(2026, 4, 8, 9))
    client = sign_in("po1")

    started = client.post(f"/desk/contracts/{contract.pk}/evaluation/")
    evaluation = Evaluation.objects.get()
    form = client.get(started.headers["Location"]).context["form"]
    saved = client.post(started.headers["Location"], typed(form, cast))
    put_up = client.post(f"/desk/evaluations/{evaluation.pk}/scheme/", follow=True)

    assert (saved.status_code, put_up.status_code) == (302, 200)
    assert publication_of(evaluation, Kind.SCHEME).state == "drafted"
    preview = preview_of(publication_of(evaluation, Kind.SCHEME))
    assert (len(preview.tables[0].rows), len(preview.tables[1].rows)) == (20, 4)


def typed(form, cast) -> dict[str, str]:
    values = {bound.name: "" if bound.value() is None else str(bound.value()) for bound in form}
    return {
        **values, "agency": str(cast.organisations["evaluator"].pk), "survey_from": "2026-04-09", "survey_until": "2026-04-24",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [("points_D1", "3.5"), ("points_D1", "-1"), ("points_D1", "abc"), ("points_D1", "NaN"), ("survey_from", "2026-13-01"),
     ("questions", ""), ("questions", "\x00"), ("agency", "999999"), ("name_D1", " "), ("target_P2", "很多")],
)  # fmt: skip
def test_a_plan_that_cannot_be_kept_comes_back_with_what_was_typed(sign_in, cast, contract, name, value):
    clock.freeze_at(beijing(2026, 4, 8, 9))
    client = sign_in("po1")
    address = client.post(f"/desk/contracts/{contract.pk}/evaluation/").headers["Location"]
    data = typed(client.get(address).context["form"], cast)

    answer = client.post(address, {**data, name: value, "name_D2": "立项程序完备性"})

    assert answer.status_code in (400, 422)
    assert Evaluation.objects.get().agency is None
    if answer.status_code == 422:
        assert "立项程序完备性" in answer.content.decode()


def test_a_sheet_is_filled_on_its_page(sign_in, evaluated):
    evaluation = evaluated("collecting")
    clock.freeze_at(beijing(2026, 4, 24, 15))
    sheet = Assessment.objects.get(evaluation=evaluation, party="third_party")
    client = sign_in("tp1")

    saved = client.post(
        sheet.get_absolute_url(), {"version": sheet.version, "score_P6": "1.5", "basis_P6": "记录归档迟"}
    )
    stale = client.post(sheet.get_absolute_url(), {"version": sheet.version, "score_P6": "2"})
    too_fine = client.post(sheet.get_absolute_url(), {"version": sheet.version + 1, "score_P6": "59.999"})

    assert (saved.status_code, stale.status_code, too_fine.status_code) == (302, 422, 422)
    assert sheet.scores.get(indicator__code="P6").basis == "记录归档迟"
    assert str(sheet.scores.get(indicator__code="P6").points) == "3/2"


def test_both_sides_answer_on_the_page(sign_in, evaluated):
    evaluation = evaluated("reported")
    clock.freeze_at(beijing(2026, 4, 29))

    for login in ("ph1", "s1"):
        client = sign_in(login)
        assert 'id="feedback"' in client.get(evaluation.get_absolute_url()).content.decode()
        client.post(f"/desk/evaluations/{evaluation.pk}/feedback/", {"text": "无意见"})

    evaluation.refresh_from_db()
    assert (evaluation.purchaser_feedback, evaluation.supplier_feedback) == ("无意见", "无意见")


def test_the_report_prints_parties_indicators_and_survey(evaluated):
    evaluation = evaluated("finalised")
    context = report_context(evaluation, results_of(evaluation, date(2026, 5, 15)))

    parties, indicators, survey = context["tables"]
    assert [row[2] for row in parties["rows"]] == ["96.96", "86.94", "90.06"]
    assert next(row for row in indicators["rows"] if row[2] == "预算执行率")[4:] == ["3.70", "3.70"]
    assert next(row for row in indicators["rows"] if row[2] == "服务对象满意度")[4:] == ["—", "8.69"]
    assert "*" in survey["rows"][0]


def test_the_list_costs_the_same_for_one_and_three_rows(sign_in, cast, evaluated):
    evaluated("notified")
    client = sign_in("po1")
    client.get("/desk/evaluations/")
    one = count(client)
    for year in (2027, 2028):
        another(cast, year)
    three = count(client)

    assert one == three
    assert one <= 12


def count(client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/desk/evaluations/").status_code == 200
    return len(captured)


def another(cast, year: int) -> None:
    """One more evaluation, of a procurement and contract of its own."""
    item = plan_item(cast, plan_row=plan(cast, state="published", year=year), state="released")
    procurement = make_procurement(cast, state="contracted", item=item)
    with writing_states():
        bid = Bid(procurement=procurement, supplier=cast.suppliers["bici"], state="opened")
        bid.save()
        award = Award.objects.create(
            procurement=procurement, bid=bid, supplier=bid.supplier, amount=1, total_score=1, rank=1,
            decided_by=cast.user("ph1"), decided_at=clock.now(),
        )  # fmt: skip
        contract = Contract(
            procurement=procurement, award=award, supplier=bid.supplier, number=str(procurement.pk), title="x", amount=1,
            starts_on=date(2025, 4, 1), ends_on=date(2026, 3, 31), instalments=1, drafted_by=cast.user("po1"),
            drafted_at=clock.now(), state="in_force",
        )  # fmt: skip
        contract.save()
        Evaluation(procurement=procurement, contract=contract).save()


def test_the_procurements_page_shows_the_result_to_its_readers(sign_in, evaluated):
    evaluation = evaluated("published")

    text = sign_in("po1").get(evaluation.procurement.get_absolute_url()).content.decode()

    assert evaluation.get_absolute_url() in text
    assert "91.20" in text


def test_the_evaluator_reads_a_periods_acceptance_but_not_who_asked_for_its_payment(evaluated, sign_in):
    period = evaluated("planned").contract.acceptances.get(period=1)
    invoice = period.payments.get().invoice_number

    pages = {login: sign_in(login).get(period.get_absolute_url()) for login in ("tp1", "s1")}

    assert {login: page.status_code for login, page in pages.items()} == {"tp1": 200, "s1": 200}
    assert {login: "查看支付" in page.text for login, page in pages.items()} == {"tp1": False, "s1": True}
    assert invoice not in pages["tp1"].text

"""The survey: one vote a token, what does not count is counted, nothing points at anyone."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test import Client

from evaluation.evaluation.flow import EVALUATION
from evaluation.models import Evaluation, SurveyAnswer, SurveyInvitation
from evaluation.survey.actions import answer, invite
from evaluation.survey.queries import hash_of, survey_of
from evaluation.survey.tally import hidden
from portal.audit.models import AuditEntry
from portal.demo.cast import build_cast
from portal.demo.story.evaluation import SC01, run_evaluation
from portal.demo.story.intention import beijing
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.perform import perform, writing_states
from tests.evaluation.conftest import until
from tests.factories.evaluation import contract as make_contract

GOOD = {"q1": 5, "q2": 4, "q3": 5, "q4": 3}
POSTED = {code: str(level) for code, level in GOOD.items()}


@pytest.fixture
def opened(cast, evaluated) -> tuple[Evaluation, list[str]]:
    """Notified, with three tokens, inside the period."""
    evaluation = evaluated("notified")
    clock.freeze_at(beijing(2026, 4, 8, 15))
    tokens = invite(cast["po1"], evaluation, 3)
    clock.freeze_at(beijing(2026, 4, 10, 12))
    return evaluation, tokens


@pytest.mark.django_db
def test_only_hashes_are_kept(opened):
    _evaluation, tokens = opened
    kept = " ".join(str(row) for row in SurveyInvitation.objects.values_list())

    assert [token in kept for token in tokens] == [False, False, False]
    assert SurveyInvitation.objects.filter(token_hash=hash_of(tokens[0])).count() == 1


@pytest.mark.django_db
def test_a_phone_answers_once(client, opened):
    evaluation, tokens = opened
    page = client.get(f"/survey/{tokens[0]}/")

    done = client.post(f"/survey/{tokens[0]}/", {**POSTED, "comment": "很好"})
    again = client.post(f"/survey/{tokens[0]}/", POSTED)

    assert (page.status_code, "很满意" in page.content.decode()) == (200, True)
    assert (done.headers["Location"], again.headers["Location"]) == ("/survey/done/?valid", "/survey/done/?used")
    assert list(SurveyAnswer.objects.values_list("valid", "fault", "levels")) == [(True, "", GOOD), (False, "used", {})]
    assert survey_of(evaluation, evaluation.scheme).invalid == 1


@pytest.mark.django_db
@pytest.mark.parametrize("at", [beijing(2026, 4, 8, 23, 59), beijing(2026, 4, 25, 0, 0)])
def test_outside_the_period_an_answer_is_counted_and_the_token_stays(client, opened, at):
    _evaluation, tokens = opened
    clock.freeze_at(at)

    done = client.post(f"/survey/{tokens[0]}/", POSTED)

    assert done.headers["Location"] == "/survey/done/?outside_period"
    assert SurveyInvitation.objects.filter(used=True).count() == 0
    assert SurveyAnswer.objects.get().valid is False


@pytest.mark.django_db
def test_the_last_day_counts_to_its_last_minute(client, opened):
    _evaluation, tokens = opened
    clock.freeze_at(beijing(2026, 4, 24, 23, 59))

    assert client.post(f"/survey/{tokens[0]}/", POSTED).headers["Location"] == "/survey/done/?valid"


@pytest.mark.django_db
def test_an_incomplete_answer_is_asked_for_first_and_then_counted_without_score(client, opened):
    _evaluation, tokens = opened
    partly = {"q1": "5", "q2": "4"}

    asked = client.post(f"/survey/{tokens[0]}/", partly)
    as_is = client.post(f"/survey/{tokens[0]}/", {**partly, "as_is": "1"})

    assert (asked.status_code, as_is.headers["Location"]) == (422, "/survey/done/?incomplete")
    assert list(SurveyAnswer.objects.values_list("fault", flat=True)) == ["incomplete"]


@pytest.mark.django_db
@pytest.mark.parametrize("level", ["0", "6", "５", "x", "5.0", ""])
def test_levels_that_are_none_are_not_taken(client, opened, level):
    _evaluation, tokens = opened

    posted = client.post(f"/survey/{tokens[0]}/", {**POSTED, "q1": level})

    assert (posted.status_code, SurveyAnswer.objects.count()) == (422, 0)


@pytest.mark.django_db
def test_a_token_nobody_gave_out_is_not_found(client, opened):
    assert client.get("/survey/aaaaaaaaaaaaaaaa/").status_code == 404
    with pytest.raises(LookupError):
        answer("aaaaaaaaaaaaaaaa", GOOD)


@pytest.mark.django_db
def test_many_answers_from_one_address_are_slowed_down(client, opened):
    _evaluation, tokens = opened

    codes = [client.post(f"/survey/{tokens[0]}/", POSTED).status_code for _attempt in range(31)]

    assert (codes[:30], codes[30]) == ([302] * 30, 429)


@pytest.mark.django_db
def test_an_answer_keeps_the_day_and_no_link_to_its_token(client, opened):
    client.post(f"/survey/{opened[1][0]}/", POSTED)

    columns = {field.name for field in SurveyAnswer._meta.concrete_fields}
    assert columns == {"id", "evaluation", "levels", "comment", "answered_on", "valid", "fault"}


@pytest.mark.django_db
def test_a_copy_of_the_database_does_not_tell_by_which_token_an_answer_came(client, opened):
    """Neither by their keys, nor by the transactions that wrote them, do answers stand in the order they came in."""
    _evaluation, tokens = opened
    for number, token in enumerate(tokens):
        last = max(SurveyAnswer.objects.values_list("pk", flat=True), default=0)
        client.post(f"/survey/{token}/", {**POSTED, "comment": f"第{number}人"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM evaluation_surveyanswer")
        assert cursor.fetchone() == (1,)
    assert min(SurveyAnswer.objects.values_list("pk", flat=True)) > last
    assert {a.comment for a in SurveyAnswer.objects.filter(valid=True, levels=GOOD)} == {"第0人", "第1人", "第2人"}


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([10, 12, 9, 0, 0], [10, 12, 9, 0, 0]),
        ([10, 12, 9, 4, 0], [10, 12, None, None, 0]),
        ([20, 3, 2, 0, 0], [None, None, None, 0, 0]),
        ([0, 0, 6, 6, 4], [0, 0, 6, None, None]),
        ([9, 8, 7, 3, 4], [9, 8, 7, None, None]),
        ([20, 1, 1, 0, 0], [None, None, None, 0, 0]),
        ([34, 1, 1, 0, 0], [None, None, None, 0, 0]),
        ([36, 0, 0, 0, 0], [36, 0, 0, 0, 0]),
        ([0, 0, 3, 0, 0], [None] * 5),
        ([4, 0, 0, 0, 0], [None] * 5),
        ([5, 1, 0, 0, 0], [None] * 5),
        ([6, 1, 0, 0, 0], [None, None, 0, 0, 0]),
    ],
)
def test_small_cells_are_hidden_and_so_many_more_that_the_total_does_not_tell_them(cells, shown):
    assert hidden(cells, 4) == shown


def rows_of(total, width):
    """Every row of `width` counts with that total."""
    if width == 1:
        return [(total,)]
    return [(first, *rest) for first in range(total + 1) for rest in rows_of(total - first, width - 1)]


@pytest.mark.parametrize("total", [1, 2, 3, 5, 8, 12, 16, 20])
def test_nobody_who_knows_the_total_and_this_rule_can_compute_a_small_cell(total):
    looks = defaultdict(list)
    for row in rows_of(total, 5):
        looks[tuple(hidden(row, 4))].append(row)

    told = [
        (rows[0], index)
        for shown, rows in looks.items()
        for index in range(5)
        if any(1 <= row[index] <= 4 for row in rows) and len({row[index] for row in rows}) == 1
    ]

    assert told == []


@pytest.mark.django_db
def test_the_distribution_is_told_after_the_survey_and_not_while_it_runs(evaluated):
    evaluation = evaluated("collecting")
    running = survey_of(evaluation, evaluation.scheme)
    with writing_states():
        Evaluation.objects.filter(pk=evaluation.pk).update(state="scoring")
    evaluation.refresh_from_db()

    assert (running.valid, running.questions) == (36, [])
    assert survey_of(evaluation, evaluation.scheme).questions[0].cells == [22, None, None, 0, 0]


@pytest.mark.django_db
def test_fewer_than_thirty_answers_are_not_enough(cast, contract):
    evaluation = run_evaluation(cast, contract, replace(SC01, answers=SC01.answers[:29]), until("third_party_scored"))
    clock.freeze_at(beijing(2026, 4, 28))

    with pytest.raises(Refused) as refused:
        perform(EVALUATION, evaluation, "start_scoring", actor=cast["tp1"])

    assert refused.value.codes == ("too-few-answers",)


@pytest.mark.django_db
def test_where_fewer_are_invited_all_of_them_are_enough(cast, contract):
    evaluation = run_evaluation(cast, contract, replace(SC01, invited=5, answers=SC01.answers[:5]), until("reported"))

    assert evaluation.state == "feedback"


@pytest.mark.django_db
def test_the_record_says_of_what_so_many_were_made(cast, opened):
    invite(cast["po1"], opened[0], 3)

    assert AuditEntry.objects.filter(verb="survey.invite").latest("pk").grounds["remark"] == "3 份"


@pytest.mark.django_db
@pytest.mark.parametrize("login", ["s1", "ph1", "fo1"])
def test_others_make_no_tokens(cast, opened, login):
    with pytest.raises(Forbidden):
        invite(cast[login], opened[0], 1)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, -1, 501])
def test_a_batch_has_a_size(cast, opened, count):
    with pytest.raises(Refused) as refused:
        invite(cast["po1"], opened[0], count)

    assert refused.value.codes == ("count-out-of-range",)


@pytest.mark.django_db
def test_the_sheet_is_shown_once_with_links_and_codes(sign_in, opened):
    client = sign_in("po1")
    address = f"/desk/evaluations/{opened[0].pk}/invitations/"
    data = {"count": "2", "form_key": "k1"}

    first, second = client.post(address, data), client.post(address, data)

    page = first.content.decode()
    assert (first.status_code, page.count('role="img"'), page.count("http://testserver/survey/")) == (200, 2, 4)
    assert "no-store" in first.headers["Cache-Control"]
    assert (second.status_code, SurveyInvitation.objects.count()) == (422, 5)


@pytest.mark.django_db
def test_remarks_are_for_the_third_party_and_not_for_the_two_sides(sign_in, client, opened):
    evaluation, tokens = opened
    client.post(f"/survey/{tokens[0]}/", {**POSTED, "comment": "垃圾桶太少"})

    seen = {
        login: "垃圾桶太少" in sign_in(login).get(evaluation.get_absolute_url()).content.decode()
        for login in ("tp1", "po1", "ph1", "s1", "fo1")
    }

    assert seen == {"tp1": True, "po1": False, "ph1": False, "s1": False, "fo1": False}


def test_two_presses_at_once_are_one_vote(live_db):
    cast = build_cast()
    with transaction.atomic():
        contract = make_contract(cast)
    evaluation = run_evaluation(cast, contract, SC01, until("notified"))
    clock.shift_to(beijing(2026, 4, 8, 15))
    (token,) = invite(cast["po1"], evaluation, 1)
    clock.shift_to(beijing(2026, 4, 10))
    barrier = threading.Barrier(4)

    def press() -> None:
        barrier.wait()
        Client(REMOTE_ADDR="192.0.2.1").post(f"/survey/{token}/", POSTED)
        connection.close()

    threads = [threading.Thread(target=press) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert SurveyAnswer.objects.filter(valid=True).count() == 1
    assert SurveyAnswer.objects.filter(fault="used").count() == 3

"""What a request may reach: through scope, logged when refused, obeying a change of role at once."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from portal.accounts.models import Membership, User
from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import acting
from purchasing.publication.flow import PUBLICATION
from purchasing.publication.models import Kind, Publication
from tests.factories.publications import as_read, termination

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication(cast: Cast) -> Publication:
    with acting(cast["po1"]) as act:
        return termination(cast, act)


def signed_in(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(publication: Publication, name: str = "check") -> str:
    return f"/do/publication/{publication.pk}/{name}/"


def test_a_transition_outside_scope_is_not_found_and_logged(cast: Cast, publication: Publication, caplog) -> None:
    with caplog.at_level(logging.WARNING, "portal.access"):
        answer = signed_in(cast, "s1").post(address(publication))

    assert answer.status_code == 404
    assert "access denied" in caplog.text


def test_a_reader_without_the_right_is_refused_with_words(cast: Cast, publication: Publication) -> None:
    answer = signed_in(cast, "ph1").post(address(publication))

    assert answer.status_code == 409
    assert "您的岗位不能办理此事项" in answer.content.decode()


def test_the_confirm_page_says_what_will_happen_and_get_changes_nothing(cast: Cast, publication: Publication) -> None:
    answer = signed_in(cast, "po2").get(address(publication))

    publication.refresh_from_db()
    assert answer.status_code == 200
    assert "已审查，待发布" in answer.content.decode()
    assert publication.state == "drafted"


def test_a_second_press_gets_the_first_result(cast: Cast, publication: Publication) -> None:
    client = signed_in(cast, "po2")

    first = client.post(address(publication), {"form_key": "abc", **as_read(publication)})
    second = client.post(address(publication), {"form_key": "abc", **as_read(publication)})

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]


def test_a_stale_tab_gets_a_conflict_naming_who_was_first(cast: Cast, publication: Publication) -> None:
    client = signed_in(cast, "po2")
    client.post(address(publication), {"form_key": "abc", **as_read(publication)})

    answer = client.post(address(publication), {"form_key": "other", **as_read(publication)})

    assert answer.status_code == 409
    assert "城管经办乙" in answer.content.decode()


def test_json_gets_the_refusal_by_code(cast: Cast, publication: Publication) -> None:
    answer = signed_in(cast, "po1").post(address(publication), headers={"Accept": "application/json"})

    assert answer.status_code == 409
    assert [r["code"] for r in answer.json()["refusals"]] == ["separation-of-duties"]


def test_a_form_error_keeps_what_was_typed(cast: Cast, publication: Publication) -> None:
    answer = signed_in(cast, "po2").post(address(publication, "send_back"), {"reason": "", "remark": "请看第二段"})

    assert answer.status_code == 422
    assert "请看第二段" in answer.content.decode()


@pytest.mark.parametrize("path", ["/do/nothing/1/check/", "/do/publication/1/release/", "/do/publication/x/check/"])
def test_what_is_no_transition_for_people_is_not_found(cast: Cast, path: str) -> None:
    assert signed_in(cast, "po2").post(path).status_code == 404


def test_a_disabled_account_or_ended_membership_obeys_at_the_next_request(cast: Cast, publication: Publication) -> None:
    client = signed_in(cast, "po2")
    assert client.get(address(publication)).status_code == 200

    Membership.objects.filter(user=cast.user("po2")).update(valid_to=clock.today())
    assert client.get(address(publication)).status_code == 404
    User.objects.filter(pk=cast.user("po2").pk).update(is_active=False)
    assert client.get(address(publication)).status_code == 302


def test_anonymous_is_sent_to_log_in_and_back(publication: Publication) -> None:
    answer = Client().get(address(publication))

    assert answer.status_code == 302
    assert answer["Location"] == f"/login/?next={address(publication)}"


def test_the_inbox_lists_what_waits_in_twelve_statements(
    cast: Cast, publication: Publication, django_assert_max_num_queries
) -> None:
    client = signed_in(cast, "po2")

    with django_assert_max_num_queries(12):
        answer = client.get("/desk/")

    assert "采购意向" in answer.content.decode()


def test_the_inbox_goes_on_behind_the_last_row_and_shows_each_once(cast: Cast) -> None:
    with acting(cast["po1"]) as act:
        for number in range(35):
            row = Publication(
                purchaser=cast.purchasers["cityorder"], kind=Kind.INTENTION, subject_label="x.y",
                subject_pk=str(number), root="procurement:t", title=f"第{number}号意向", author=cast.user("po1"),
            )  # fmt: skip
            act.begin(PUBLICATION, row)
    client = signed_in(cast, "po2")

    first = client.get("/desk/")
    second = client.get(f"/desk/?after={first.context['more']}")

    shown = [row["item"].title for answer in (first, second) for row in answer.context["rows"]]
    assert sorted(shown) == sorted(f"第{number}号意向" for number in range(35))
    assert len(first.context["rows"]) == 30


@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/plans/?format=csv", "/notifications/", "/desk/plans/0/", "/accessibility/"]
)
def test_what_a_person_is_answered_is_kept_for_nobody_else(cast: Cast, path: str) -> None:
    assert "private" in signed_in(cast, "po1").get(path)["Cache-Control"]

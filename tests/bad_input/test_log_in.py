"""Names and passwords of any kind, and links and codes that are not ours: the same neutral words, never an error."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import IntegrityError, transaction
from django.test import Client

from portal.accounts.models import User
from portal.demo.cast import Cast
from portal.ui.login import FAILURES
from tests.bad_input.corpus import TEXTS

pytestmark = pytest.mark.django_db
NEUTRAL = "用户名或密码不正确"


def attempt(name: str, password: str) -> tuple[int, str]:
    answer = Client(raise_request_exception=False).post("/login/", {"username": name, "password": password})
    return answer.status_code, answer.content.decode()


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("jingban1", password="长密码 with spaces " + "x" * 4_096, display_name="经办")


@pytest.mark.parametrize("typed", ["jingban1", "JingBan1", " jingban1 ", "ｊｉｎｇｂａｎ１"])
def test_one_name_however_it_is_typed_is_one_account(person: User, typed: str) -> None:
    status, _page = attempt(typed, "长密码 with spaces " + "x" * 4_096)

    assert status == 302


def test_a_name_that_differs_in_case_is_taken(person: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("JINGBAN1", display_name="别人")


@pytest.mark.parametrize("cut", [64, 72, 4_096, 4_110])
def test_a_long_password_is_not_cut(person: User, cut: int) -> None:
    assert attempt("jingban1", ("长密码 with spaces " + "x" * 4_096)[:cut])[0] == 200


@pytest.mark.parametrize("text", [*TEXTS.values(), "a\x00b"], ids=[*TEXTS, "I01 nul"])
def test_nonsense_for_name_and_password_is_answered_neutrally(person: User, text: str) -> None:
    status, page = attempt(text, text)

    assert status in {200, 400, 422}
    assert NEUTRAL in page or "请" in page or "不允许" in page
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/survey/{}/", "/verify/{}/", "/files/{}/", "/open-data/ocds/{}.json", "/open-data/ocds/releases/{}.json",
        "/organizations/{}/", "/procurements/{}/",
    ],
)  # fmt: skip
def test_a_token_that_was_never_ours_is_not_found_whatever_it_looks_like(cast: Cast, path: str) -> None:
    tokens = (
        "x",
        "A" * 43,
        signing.dumps("x"),
        signing.dumps({"pk": 1}, key="other"),
        "eyJ.e30.x",
        "%00",
        "%ED%A0%80",
        "..%2f",
    )
    client = Client(raise_request_exception=False)

    statuses = {token: client.get(path.format(token)).status_code for token in tokens}

    assert {token: status for token, status in statuses.items() if status not in {400, 404, 422}} == {}


def test_guessing_locks_the_name_for_that_address_and_knocking_on_leaves_no_trace(person: User, settings) -> None:
    right = "长密码 with spaces " + "x" * 4_096
    wrong = [attempt(name, "guess")[0] for name in ("jingban1", "JINGBAN1 ") * (settings.AXES_FAILURE_LIMIT // 2)]
    kept = AccessAttempt.objects.values().get()

    after = [attempt("jingban1", "guess")[0], attempt("ｊｉｎｇｂａｎ１", right)[0]]
    elsewhere = Client(REMOTE_ADDR="203.0.113.7").post("/login/", {"username": "jingban1", "password": right})

    assert (wrong, after) == ([200] * 7 + [429], [429, 429])
    assert AccessAttempt.objects.values().get() == kept
    assert "guess" not in str(kept)
    assert elsewhere.status_code == 302


def test_an_address_that_tries_one_name_after_another_waits(person: User) -> None:
    right = "长密码 with spaces " + "x" * 4_096
    guesses = [attempt(f"someone{n}", "guess")[0] for n in range(FAILURES.allowed)]

    after = attempt("jingban1", right)[0]
    elsewhere = Client(REMOTE_ADDR="203.0.113.7").post("/login/", {"username": "jingban1", "password": right})

    assert (set(guesses), after, elsewhere.status_code) == ({200}, 429, 302)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\x01//x"]
)
def test_the_way_on_after_log_in_never_leaves_the_portal(person: User, target: str) -> None:
    answer = Client().post(
        "/login/", {"username": "jingban1", "password": "长密码 with spaces " + "x" * 4_096, "next": target}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_a_stolen_half_of_a_session_opens_nothing(person: User) -> None:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    key = client.cookies["sessionid"].value
    for forged in (key[:-1], key.upper(), key + "x", "", "0" * 32, "../" + key):
        other = Client()
        other.cookies["sessionid"] = forged
        assert other.get("/desk/").status_code == 302

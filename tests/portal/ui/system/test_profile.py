"""What a person sees and changes of themselves, and the first log-in with a one-time password."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.actions import ONE_TIME
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.demo.cast import Cast
from portal.values import clock
from tests.portal.ui.system.conftest import signed_in

pytestmark = pytest.mark.django_db
OLD, GOOD = "长密码 with spaces", "另一个 long password"
PASSWORD, EMAIL = "/profile/password/", "/profile/email/"


def change(client: Client, **changed: str) -> object:
    return client.post(PASSWORD, {"current": OLD, "new": GOOD, "again": GOOD, **changed})


@pytest.fixture
def first_time(newcomer: User) -> Client:
    User.objects.filter(pk=newcomer.pk).update(one_time_until=clock.now() + ONE_TIME)
    return signed_in(newcomer)


def test_the_profile_shows_every_role_with_its_days(cast: Cast):
    client = signed_in(cast.user("po1"))

    page = client.get("/profile/").text

    assert all(
        w in page for w in ("城管经办甲", "昌南城管服务中心（虚构）", "购买单位经办", "2024-01-01", "长期", "在任")
    )
    assert 'href="/profile/"' in client.get("/desk/").text


def test_a_new_password_ends_every_other_session(newcomer: User):
    here, elsewhere = signed_in(newcomer), signed_in(newcomer)

    answer = change(here)

    newcomer.refresh_from_db()
    assert (answer.status_code, newcomer.check_password(GOOD)) == (302, True)
    assert (here.get("/desk/").status_code, elsewhere.get("/desk/").status_code) == (200, 302)
    assert AuditEntry.objects.get(chain=f"accounts.user:{newcomer.pk}").verb == "account.change_password"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"current": "不是它"}, "现用密码不正确"),
        ({"again": "另一个 long passwort"}, "两次输入的密码不一致"),
        ({"new": OLD, "again": OLD}, "不能与现用密码相同"),
        ({"new": "短", "again": "短"}, "12"),
        ({"new": "xinren@example", "again": "xinren@example"}, "相似"),
        ({"new": "a\x00" * 9, "again": "a\x00" * 9}, "空字符"),
        ({"new": "长" * 5000, "again": "长" * 5000}, "不超过 4096 字符"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(newcomer: User, changed: dict[str, str], said: str):
    answer = change(signed_in(newcomer), **changed)

    assert (answer.status_code, said in answer.text) == (422, True)
    assert all(typed not in answer.text for typed in (OLD, GOOD))
    newcomer.refresh_from_db()
    assert newcomer.check_password(OLD)


def test_the_own_address_is_changed_with_the_password_only(newcomer: User):
    client = signed_in(newcomer)

    wrong = client.post(EMAIL, {"email": "new@example.cn", "current": "不是它"})
    right = client.post(EMAIL, {"email": "ｎｅｗ@example.cn", "current": OLD})

    newcomer.refresh_from_db()
    assert (wrong.status_code, right.status_code, newcomer.email) == (422, 302, "new@example.cn")
    assert AuditEntry.objects.filter(chain=f"accounts.user:{newcomer.pk}").count() == 1


@pytest.mark.parametrize("path", ["/desk/", "/profile/", EMAIL, "/notifications/", "/", "/plans/"])
def test_a_one_time_password_leads_to_its_change_and_nowhere_else(first_time: Client, path: str):
    answer = first_time.get(path)

    assert (answer.status_code, answer["Location"]) == (302, PASSWORD)


def test_after_the_first_change_the_desk_is_open(first_time: Client, newcomer: User):
    page = first_time.get(PASSWORD).text
    same = first_time.post(PASSWORD, {"new": OLD, "again": OLD})
    done = first_time.post(PASSWORD, {"new": GOOD, "again": GOOD})

    newcomer.refresh_from_db()
    assert ("请先设置自己的密码" in page, 'name="current"' in page) == (True, False)
    assert (same.status_code, done.status_code, done["Location"]) == (422, 302, "/desk/")
    assert (newcomer.must_change_password, first_time.get("/desk/").status_code) == (False, 200)


def test_one_can_leave_before_the_first_change(first_time: Client):
    assert first_time.post("/logout/")["Location"] == "/"


def test_a_nobody_is_asked_to_log_in(db: None):
    assert [Client().get(path).status_code for path in ("/profile/", PASSWORD, EMAIL)] == [302, 302, 302]


def test_the_profile_costs_few_statements(cast: Cast):
    client = signed_in(cast.user("po1"))
    client.get("/profile/")

    with CaptureQueriesContext(connection) as asked:
        client.get("/profile/")

    assert len(asked) <= 6

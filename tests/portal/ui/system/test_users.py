"""Users as the system administrator keeps them: opening, changing, locking, one-time passwords."""

from __future__ import annotations

import re
from datetime import timedelta

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
LIST, NEW = "/desk/system/users/", "/desk/system/users/new/"
GOOD = {"username": "zhangsan", "display_name": "张三", "email": "zhangsan@example.cn"}


def password_on(page: str) -> str:
    found = re.search(r"<code>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</code>", page)
    assert found is not None
    return found.group(1)


def test_a_new_user_gets_a_password_that_is_shown_once(admin: Client):
    first = admin.post(NEW, {**GOOD, "form_key": "k"})
    second = admin.post(NEW, {**GOOD, "form_key": "k"})

    user = User.objects.get(username="zhangsan")
    assert user.check_password(password_on(first.text))
    assert (first.status_code, first["Cache-Control"]) == (
        200,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    assert (second.status_code, second["Location"]) == (302, f"/desk/system/users/{user.pk}/")
    assert (user.must_change_password, User.objects.filter(username="zhangsan").count()) == (True, 1)
    entry = AuditEntry.objects.get(chain=f"accounts.user:{user.pk}")
    assert (entry.verb, entry.actor_name) == ("account.add_user", "系统管理员")


def test_no_password_is_in_the_record(admin: Client):
    password = password_on(admin.post(NEW, GOOD).text)

    assert password not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("typed", ["ZhangSan", "ｚｈａｎｇｓａｎ", " zhangsan\u200b "])
def test_a_user_name_is_kept_in_one_form_and_taken_once(admin: Client, typed: str):
    admin.post(NEW, {**GOOD, "username": typed})
    again = admin.post(NEW, GOOD)

    assert User.objects.filter(username="zhangsan").count() == 1
    assert (again.status_code, "已被使用（不分大小写）" in again.text, "张三" in again.text) == (409, True, True)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("username", "张三", "用户名用 2 至 30 个小写字母"),
        ("username", "a", "用户名用 2 至 30 个小写字母"),
        ("username", "x" * 31, "用户名用 2 至 30 个小写字母"),
        ("display_name", "\u200b\ufeff", "这个字段是必填项"),
        ("display_name", "长" * 300, "不超过 60 字符"),
        ("display_name", "张\x00三", "含有无法保存的字符"),
        ("email", "不是邮箱", "请填写邮箱地址"),
        ("email", "a@example.cn\r\nBcc: b@example.cn", "请填写邮箱地址"),
    ],
)
def test_what_is_no_name_or_address_is_said_in_place(admin: Client, field: str, typed: str, said: str):
    answer = admin.post(NEW, {**GOOD, field: typed})

    assert answer.status_code == 422
    assert said in answer.text
    assert not User.objects.filter(username="zhangsan").exists()


def test_invisible_characters_of_a_name_are_not_kept(admin: Client):
    admin.post(NEW, {**GOOD, "display_name": "张\u200b三\u202e"})

    assert User.objects.get(username="zhangsan").display_name == "张三"


def test_the_later_of_two_administrators_is_told_and_shown_what_was_saved(
    admin: Client, second: Client, newcomer: User
):
    page = f"/desk/system/users/{newcomer.pk}/edit/"
    opened = {"version": newcomer.version, "email": ""}

    admin.post(page, {**opened, "display_name": "先改的名"})
    late = second.post(page, {**opened, "display_name": "后改的名"})

    assert late.status_code == 409
    assert all(words in late.text for words in ("已被他人修改", "先改的名", "后改的名"))
    newcomer.refresh_from_db()
    assert newcomer.display_name == "先改的名"
    version = re.search(r'name="version" value="(\d+)"', late.text)
    assert version is not None
    second.post(page, {"version": version.group(1), "email": "", "display_name": "后改的名"})
    newcomer.refresh_from_db()
    assert newcomer.display_name == "后改的名"


def test_a_locked_person_is_out_at_once_and_told_so_at_the_log_in(admin: Client, newcomer: User, send):
    theirs = signed_in(newcomer)
    assert theirs.get("/desk/").status_code == 200

    answer = send(admin, newcomer, "lock", reason="离岗")

    assert (answer.status_code, theirs.get("/desk/").status_code) == (302, 302)
    right = Client().post("/login/", {"username": "xinren", "password": "长密码 with spaces"})
    wrong = Client().post("/login/", {"username": "xinren", "password": "别的密码"})
    assert ("该账户已锁定" in right.text, "该账户已锁定" in wrong.text) == (True, False)

    send(admin, newcomer, "unlock", reason="回岗")
    assert Client().post("/login/", {"username": "xinren", "password": "长密码 with spaces"}).status_code == 302
    entries = AuditEntry.objects.filter(subject_pk=str(newcomer.pk)).order_by("number")
    assert [(e.verb, e.grounds["remark"]) for e in entries] == [
        ("account.lock_user", "离岗"),
        ("account.unlock_user", "回岗"),
    ]


def test_locking_twice_is_told(admin: Client, second: Client, newcomer: User, send):
    send(admin, newcomer, "lock", reason="离岗")
    again = send(second, newcomer, "lock", reason="离岗")

    assert (again.status_code, "已经锁定" in again.text) == (409, True)


@pytest.mark.parametrize("name", ["lock", "password"])
def test_nobody_locks_or_resets_their_own_account(admin: Client, cast: Cast, send, name: str):
    answer = send(admin, cast.user("sa1"), name, reason="试试")

    assert (answer.status_code, "不能锁定、重置自己的账户" in answer.text) == (409, True)
    assert cast.user("sa1").is_active


def test_a_reset_ends_the_old_password_and_open_sessions(admin: Client, newcomer: User, send):
    theirs = signed_in(newcomer)

    password = password_on(send(admin, newcomer, "password", reason="本人来电").text)

    newcomer.refresh_from_db()
    assert (newcomer.check_password(password), newcomer.must_change_password) == (True, True)
    assert theirs.get("/desk/").status_code == 302


@pytest.mark.parametrize("login", ["po1", "fo1", "su1", "au1", "s1"])
def test_others_find_no_accounts(cast: Cast, newcomer: User, login: str, caplog):
    client = signed_in(cast.user(login))
    person = f"{LIST}{newcomer.pk}/"

    statuses = [client.get(path).status_code for path in (LIST, NEW, person, f"{person}edit/", f"{person}lock/")]

    assert statuses == [403, 403, 404, 404, 404]
    assert caplog.text.count("access denied") == 5


def test_the_list_is_searched_and_narrowed(admin: Client, newcomer: User, send):
    send(admin, newcomer, "lock", reason="离岗")

    def found(query: str) -> list[str]:
        return re.findall(r"<b>([a-z0-9]+)</b></a>", admin.get(f"{LIST}?{query}").text)

    assert found("q=xinren") == ["xinren"]
    assert found("state=locked") == ["xinren"]
    assert found("role=fa") == ["fa1"]


def test_many_users_cost_as_many_statements_as_few(admin: Client, newcomer: User):
    def cost(path: str) -> int:
        admin.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert admin.get(path).status_code == 200
        return len(asked)

    assert cost(f"{LIST}?q=xinren") == cost(LIST) <= 12
    assert cost(f"{LIST}{newcomer.pk}/") <= 12


def test_a_reset_ends_the_wait_after_too_many_wrong_passwords(admin: Client, newcomer: User, send):
    for _attempt in range(8):
        Client().post("/login/", {"username": "xinren", "password": "错"})
    assert Client().post("/login/", {"username": "xinren", "password": "长密码 with spaces"}).status_code == 429

    password = password_on(send(admin, newcomer, "password", reason="本人来电").text)

    assert Client().post("/login/", {"username": "xinren", "password": password}).status_code == 302


def test_a_one_time_password_is_good_for_a_week(admin: Client):
    password = password_on(admin.post(NEW, GOOD).text)
    given = clock.now()
    statuses = []
    for after in (ONE_TIME - timedelta(minutes=1), ONE_TIME + timedelta(minutes=1)):
        clock.freeze_at(given + after)
        answer = Client().post("/login/", {"username": "zhangsan", "password": password})
        statuses.append((answer.status_code, "一次性密码已过期" in answer.text))

    assert statuses == [(302, False), (200, True)]

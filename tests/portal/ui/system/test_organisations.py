"""Organisations as the system administrator keeps them: codes in one form, names with their days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Organization
from portal.audit.models import AuditEntry
from portal.demo.cast import Cast, code_for
from portal.values import clock
from tests.portal.ui.system.conftest import signed_in

pytestmark = pytest.mark.django_db
LIST, NEW = "/desk/system/organisations/", "/desk/system/organisations/new/"
CODE = code_for("a body of its own")
GOOD = {"uscc": CODE, "name": "昌江新建中心（虚构）", "kind": "public_institution", "region": "360200"}
WRONG = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")


@pytest.fixture
def body(db: None) -> Organization:
    return Organization.objects.create(uscc=CODE, name="原名中心（虚构）", kind="public_institution")


def post(client: Client, body: Organization, what_for: str, **values: Any) -> Any:
    body.refresh_from_db()
    return client.post(f"{LIST}{body.pk}/{what_for}/", {"version": body.version, **values})


def edit(client: Client, body: Organization, **changed: Any) -> Any:
    body.refresh_from_db()
    values = {name: getattr(body, name) for name in ("uscc", "kind", "region", "address", "phone")}
    return post(client, body, "edit", **{**values, **changed})


def rename(client: Client, body: Organization, name: str, on: date | str) -> Any:
    return post(client, body, "name", what="renamed", name=name, on=str(on))


@pytest.mark.parametrize(
    "typed",
    [CODE, CODE.lower(), f" {CODE[:8]} {CODE[8:]} ", "".join(chr(ord(sign) + 0xFEE0) for sign in CODE)],
    ids=["as is", "lower case", "spaces", "full width"],
)
def test_an_organisation_is_entered_under_its_code_in_one_form(admin: Client, typed: str):
    answer = admin.post(NEW, {**GOOD, "uscc": typed})

    body = Organization.objects.get(uscc=CODE)
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{body.pk}/")
    entry = AuditEntry.objects.get(chain=f"accounts.organization:{body.pk}")
    assert (entry.verb, entry.grounds["remark"]) == ("account.add_organisation", f"{CODE} 昌江新建中心（虚构）")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("uscc", WRONG, "校验位不对"),
        ("uscc", CODE[:-1], "应为 18 位，现有 17 位"),
        ("uscc", "360200100000123", "15 位的旧注册号"),
        ("uscc", "", "这个字段是必填项"),
        ("name", "\u200b\u2060", "这个字段是必填项"),
        ("name", "长" * 300, "不超过 120 字符"),
        ("kind", "emperor", "emperor"),
        ("region", "景德镇", "应为 6 位或 12 位数字"),
        ("region", "36020", "应为 6 位或 12 位数字"),
        ("phone", "0" * 41, "不超过 40 字符"),
    ],
)
def test_what_is_wrong_is_said_in_place_and_kept(admin: Client, field: str, typed: str, said: str):
    answer = admin.post(NEW, {**GOOD, field: typed})

    assert (answer.status_code, said in answer.text) == (422, True)
    assert "昌江新建中心" in answer.text or field == "name"
    assert not Organization.objects.filter(name__startswith="昌江新建").exists()


def test_a_code_is_taken_once(admin: Client, body: Organization):
    answer = admin.post(NEW, GOOD)

    assert (answer.status_code, f"{CODE} 已经登记" in answer.text) == (409, True)
    assert Organization.objects.filter(uscc=CODE).get() == body


def test_a_second_press_enters_once(admin: Client):
    answers = [admin.post(NEW, {**GOOD, "form_key": "k"}) for _press in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert Organization.objects.filter(uscc=CODE).count() == 1


def test_an_edit_is_recorded_with_before_and_after(admin: Client, body: Organization):
    assert edit(admin, body, address="新址 2 号", kind="enterprise").status_code == 302

    body.refresh_from_db()
    grounds = AuditEntry.objects.get(chain=f"accounts.organization:{body.pk}").grounds
    assert (body.address, body.kind) == ("新址 2 号", "enterprise")
    assert grounds["before"] == {"address": "", "kind": "public_institution"}
    assert grounds["remark"] == "类型：事业单位 → 企业；地址：— → 新址 2 号"
    assert grounds["after"] == {"address": "新址 2 号", "kind": "enterprise"}


def test_the_later_of_two_administrators_is_told(admin: Client, second: Client, body: Organization):
    stale = {"version": body.version, "uscc": CODE, "kind": "enterprise", "region": "360200", "address": "我的地址"}
    edit(admin, body, address="先存的地址")

    answer = second.post(f"{LIST}{body.pk}/edit/", stale)

    assert answer.status_code == 409
    assert all(words in answer.text for words in ("已被他人修改", "先存的地址", "我的地址", "事业单位"))


def test_a_code_is_corrected_only_while_nobody_acts_for_the_body(admin: Client, cast: Cast, body: Organization):
    other = code_for("another body")
    assert edit(admin, body, uscc=other).status_code == 302
    taken = edit(admin, body, uscc=code_for("finance"))
    used = edit(admin, cast.organisations["finance"], uscc=CODE)

    body.refresh_from_db()
    assert body.uscc == other
    assert (taken.status_code, "已经登记" in taken.text) == (409, True)
    assert (used.status_code, "不能再改" in used.text) == (409, True)


def test_a_new_name_holds_from_its_day_and_the_old_one_before(admin: Client, body: Organization):
    today = clock.today()
    first, second = today - timedelta(days=40), today - timedelta(days=2)
    assert rename(admin, body, "二名中心（虚构）", first).status_code == 302
    assert rename(admin, body, "三名中心（虚构）", second).status_code == 302

    body.refresh_from_db()
    days = (first - timedelta(days=1), first, second - timedelta(days=1), second, today)
    assert [body.name_on(day)[:2] for day in days] == ["原名", "二名", "二名", "三名", "三名"]
    assert body.name == "三名中心（虚构）"
    assert f"{LIST}{body.pk}/" in admin.get(f"{LIST}?q=二名").text


@pytest.mark.parametrize(
    ("days", "name", "said"),
    [
        (1, "新名（虚构）", "更名日期不能晚于今天"),
        (-40, "新名（虚构）", "应晚于现用名称的启用日"),
        (0, "二名中心（虚构）", "名称没有变化"),
    ],
)
def test_a_name_that_cannot_be_is_refused_in_place(admin: Client, body: Organization, days: int, name: str, said: str):
    rename(admin, body, "二名中心（虚构）", clock.today() - timedelta(days=40))

    answer = rename(admin, body, name, clock.today() + timedelta(days=days))

    assert (answer.status_code, said in answer.text) == (409, True)
    body.refresh_from_db()
    assert body.name == "二名中心（虚构）"


def test_a_wrong_entry_is_corrected_without_a_history(admin: Client, body: Organization):
    post(admin, body, "name", what="corrected", name="正确名称（虚构）", on="")

    body.refresh_from_db()
    assert (body.name, body.names.count(), body.name_on(date(2001, 1, 1))) == (
        "正确名称（虚构）",
        0,
        "正确名称（虚构）",
    )


@pytest.mark.parametrize(("what", "on"), [("renamed", ""), ("corrected", "2026-01-01"), ("other", "")])
def test_a_renaming_has_a_day_and_a_correction_none(admin: Client, body: Organization, what: str, on: str):
    assert post(admin, body, "name", what=what, name="新名（虚构）", on=on).status_code == 422


def test_the_database_knows_one_name_at_a_time(body: Organization):
    body.names.create(name="甲", valid_from=None, valid_to=date(2025, 1, 1))
    body.names.create(name="乙", valid_from=date(2025, 1, 1))

    for since, until in ((None, date(2024, 1, 1)), (date(2026, 1, 1), None), (date(2024, 5, 1), date(2024, 5, 2))):
        with pytest.raises(IntegrityError), transaction.atomic():
            body.names.create(name="丙", valid_from=since, valid_to=until)


@pytest.mark.parametrize("login", ["po1", "fa1", "su1"])
def test_others_find_no_organisations(cast: Cast, body: Organization, login: str):
    client, page = signed_in(cast.user(login)), f"{LIST}{body.pk}/"

    assert [client.get(path).status_code for path in (LIST, NEW, page, f"{page}edit/", f"{page}name/")] == [
        403,
        403,
        404,
        404,
        404,
    ]


def test_many_organisations_cost_as_many_statements_as_few(admin: Client, cast: Cast):
    def cost(path: str) -> int:
        admin.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert admin.get(path).status_code == 200
        return len(asked)

    assert cost(f"{LIST}?q=财政局") == cost(LIST) <= 12
    assert cost(f"{LIST}{cast.organisations['cityorder'].pk}/") <= 12

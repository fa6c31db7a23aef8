"""What people are, from when until when: granting and ending, and the separation of duties judged there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from portal.accounts.models import Membership, User
from portal.accounts.separation import RULES
from portal.audit.models import AuditEntry
from portal.demo.cast import Cast, code_for
from portal.values import clock
from tests.portal.ui.system.conftest import signed_in

pytestmark = pytest.mark.django_db
UNIT, FINANCE, LAW = code_for("cityorder"), code_for("finance"), code_for("law")


def grant(client: Client, user: User, **changed: Any) -> Any:
    user.refresh_from_db()
    values = {"organization": UNIT, "role": "po", "valid_from": clock.today().isoformat(), "valid_to": ""}
    return client.post(f"/desk/system/users/{user.pk}/memberships/new/", {"version": user.version, **values, **changed})


def end(client: Client, membership: Membership, on: date | str, **changed: Any) -> Any:
    version = User.objects.get(pk=membership.user_id).version
    values = {"on": str(on), "reason": "调离", "version": version}
    return client.post(f"/desk/system/memberships/{membership.pk}/end/", {**values, **changed})


def test_a_role_is_granted_from_a_day_and_entered_in_the_persons_record(admin: Client, newcomer: User):
    answer = grant(admin, newcomer)

    row = newcomer.memberships.get()
    assert (answer.status_code, row.role, row.organization.uscc) == (302, "po", UNIT)
    assert (row.valid_from, row.valid_to) == (clock.today(), None)
    entry = AuditEntry.objects.get(chain=f"accounts.user:{newcomer.pk}")
    assert (entry.verb, entry.subject_pk) == ("account.grant", str(row.pk))
    assert entry.grounds["remark"] == f"昌南城管服务中心（虚构） · 购买单位经办，自 {row.valid_from} 起长期"


@pytest.mark.parametrize("typed", [f"{UNIT} 昌南城管服务中心（虚构）", "昌南城管服务中心（虚构）", UNIT.lower()])
def test_an_organisation_is_found_by_code_or_whole_name(admin: Client, newcomer: User, typed: str):
    grant(admin, newcomer, organization=typed)

    assert newcomer.memberships.get().organization.uscc == UNIT


@pytest.mark.parametrize(
    ("changed", "said", "status"),
    [
        ({"organization": "没有这个单位"}, "没有登记这个组织", 422),
        ({"organization": code_for("nobody")}, "没有登记这个组织", 422),
        ({"organization": "\u200b"}, "这个字段是必填项", 422),
        ({"role": "zz"}, "zz", 422),
        ({"valid_from": "2026-02-30"}, "没有这一天", 422),
        ({"valid_from": "2020-01-01"}, "生效日不能早于今天", 409),
        ({"valid_from": "2199-01-02", "valid_to": "2199-01-01"}, "失效日应晚于生效日", 409),
        ({"valid_from": "2199-01-02", "valid_to": "2199-01-02"}, "失效日应晚于生效日", 409),
        ({"role": "fo", "organization": LAW}, "只能在行政机关或参公事业单位任职", 409),
        ({"version": "0"}, "已被他人修改", 409),
        ({"version": "九"}, "已被他人修改", 409),
    ],
)
def test_what_cannot_be_granted_is_said_in_place(
    admin: Client, newcomer: User, changed: dict[str, str], said: str, status: int
):
    answer = grant(admin, newcomer, **changed)

    assert (answer.status_code, said in answer.text) == (status, True)
    assert not newcomer.memberships.exists()


def test_the_same_role_twice_at_a_time_is_refused_by_words_and_by_the_database(admin: Client, newcomer: User):
    grant(admin, newcomer)
    again = grant(admin, newcomer)

    row = newcomer.memberships.get()
    assert (again.status_code, "此人在这一期间已任" in again.text) == (409, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=newcomer, organization=row.organization, role="po", valid_from=row.valid_from + timedelta(days=9)
        )


def test_a_second_press_grants_once(admin: Client, newcomer: User):
    version = newcomer.version
    answers = [grant(admin, newcomer, form_key="k", version=version) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert newcomer.memberships.count() == 1


# One line for each rule and each side of it: what the person is, what they are to become, what is said.
APART = [
    ("fa", FINANCE, "po", UNIT, "SD6"),
    ("ph", UNIT, "fo", FINANCE, "SD6"),
    ("fo", FINANCE, "ex", code_for("experts"), "SD6"),
    ("su", code_for("supervision"), "ag", code_for("agent"), "SD10"),
    ("au", code_for("audit"), "fa", FINANCE, "SD10"),
    ("sp", code_for("bici"), "pa", UNIT, "SD5"),
    ("tp", code_for("evaluator"), "sp", code_for("bici"), "SD8"),
    ("sa", code_for("platform"), "fa", FINANCE, "SD9"),
    ("po", UNIT, "sa", code_for("platform"), "SD9"),
]


@pytest.mark.parametrize(("held", "where", "wanted", "there", "rule"), APART)
def test_roles_that_must_be_apart_are_refused_with_the_rule(
    admin: Client, newcomer: User, held: str, where: str, wanted: str, there: str, rule: str
):
    assert grant(admin, newcomer, role=held, organization=where).status_code == 302

    answer = grant(admin, newcomer, role=wanted, organization=there)

    assert (answer.status_code, f"岗位分离 {rule}" in answer.text) == (409, True)
    assert [m.role for m in newcomer.memberships.all()] == [held]


def test_every_rule_is_tried():
    assert {line[4] for line in APART} == {rule.rule for rule in RULES}


def test_roles_one_after_the_other_are_no_conflict(admin: Client, newcomer: User):
    change = clock.today() + timedelta(days=30)
    grant(admin, newcomer, role="fo", organization=FINANCE, valid_to=change.isoformat())

    answer = grant(admin, newcomer, role="po", valid_from=change.isoformat())

    assert answer.status_code == 302


@pytest.mark.parametrize("role", ["fa", "sa", "po"])
def test_nobody_grants_themselves_anything(admin: Client, cast: Cast, role: str):
    answer = grant(admin, cast.user("sa1"), role=role)

    assert (answer.status_code, "不能给自己授予" in answer.text) == (409, True)
    assert cast.user("sa1").memberships.count() == 1


def test_an_end_holds_from_midnight_in_beijing(admin: Client, newcomer: User):
    """The last instant of the day before counts for the membership, the first of the day does not (UTC is still behind)."""
    grant(admin, newcomer)
    row, client = newcomer.memberships.get(), signed_in(newcomer)
    last = clock.today() + timedelta(days=1)

    assert end(admin, row, last).status_code == 302

    midnight = datetime(last.year, last.month, last.day, tzinfo=clock.SHANGHAI)
    for instant, status in ((midnight - timedelta(seconds=5), 200), (midnight + timedelta(seconds=5), 403)):
        clock.freeze_at(instant)
        assert client.get("/desk/plans/").status_code == status
    assert Membership.objects.filter(pk=row.pk, valid_to=last).exists()


def test_a_role_granted_by_mistake_is_taken_back_at_once_and_kept(admin: Client, newcomer: User):
    grant(admin, newcomer)
    row, client = newcomer.memberships.get(), signed_in(newcomer)

    answer = end(admin, row, clock.today())

    row.refresh_from_db()
    assert (answer.status_code, row.valid_to, row.standing_on(clock.today())) == (302, row.valid_from, "revoked")
    assert client.get("/desk/plans/").status_code == 403
    assert grant(admin, newcomer).status_code == 302
    assert "已撤销" in admin.get(newcomer.get_absolute_url()).text


@pytest.mark.parametrize(
    ("days", "said"),
    [(-1, "不能早于今天"), (5, "不能早于生效日"), (40, "只能提前"), (30, "只能提前")],
)
def test_an_end_that_cannot_be_is_said_in_place(admin: Client, newcomer: User, days: int, said: str):
    """Granted from the tenth day on to the thirtieth."""
    today = clock.today()
    start, until = today + timedelta(days=10), today + timedelta(days=30)
    grant(admin, newcomer, valid_from=start.isoformat(), valid_to=until.isoformat())

    answer = end(admin, newcomer.memberships.get(), today + timedelta(days=days))

    assert (answer.status_code, said in answer.text) == (409, True)
    assert newcomer.memberships.get().valid_to == until


def test_the_last_administrator_stays(admin: Client, second: Client, cast: Cast, send):
    """sa1 ends on a day to come; from then on nobody but sa2 would be left, who therefore can be neither locked nor ended."""
    other = User.objects.get(username="sa2")
    assert end(second, cast.user("sa1").memberships.get(), clock.today() + timedelta(days=9)).status_code == 302

    locked = send(admin, other, "lock", reason="离岗")
    ended = end(admin, other.memberships.get(), clock.today())

    assert [(a.status_code, "将没有长期任职的系统管理员" in a.text) for a in (locked, ended)] == [(409, True)] * 2


def test_a_membership_is_never_deleted(cast: Cast):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, 'accounts_membership', 'DELETE')")

        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("login", ["ph1", "fa1", "su1"])
def test_others_cannot_grant_or_end(cast: Cast, newcomer: User, login: str):
    client = signed_in(cast.user(login))

    statuses = [grant(client, newcomer).status_code, end(client, cast.user("po1").memberships.get(), "").status_code]

    assert statuses == [404, 404]
    assert cast.user("po1").memberships.get().valid_to is None

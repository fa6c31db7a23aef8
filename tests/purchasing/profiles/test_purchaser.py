"""Finance says who may buy; a unit entered there can plan at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.demo.cast import Cast, add_person, code_for
from purchasing.models import Purchaser
from tests.portal.ui.system.conftest import signed_in

pytestmark = pytest.mark.django_db
NEW = "/desk/purchasers/new/"


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return signed_in(cast.user("fo1"))


@pytest.fixture
def body(db: None) -> Organization:
    return Organization.objects.create(uscc=code_for("新单位"), name="昌江新建中心（虚构）", kind="public_institution")


def entered(body: Organization, **changed: str) -> dict[str, str]:
    return {"organization": body.uscc, "kind": "administrative_unit", "eligible": "on", "supervisor": "", **changed}


def test_a_new_unit_is_entered_and_its_clerk_begins_a_plan(cast: Cast, clerk: Client, body: Organization):
    person = add_person("xin1", "新单位经办", body, Role.PURCHASER_CLERK, since=date(2020, 1, 1))
    assert person.user is not None
    before = signed_in(person.user).get("/desk/plans/new/").content.decode()

    answer = clerk.post(NEW, entered(body, supervisor=cast.organisations["bureau"].name))

    row = Purchaser.objects.get(organization=body)
    page = signed_in(person.user).get("/desk/plans/new/").content.decode()
    assert answer.status_code == 302
    assert (row.finance, row.budget_supervisor) == (cast.organisations["finance"], cast.organisations["bureau"])
    assert "尚未登记为购买主体" in before
    assert "建立计划" in page
    assert AuditEntry.objects.filter(verb="purchaser.add", subject_pk=str(row.pk)).count() == 1


@pytest.mark.parametrize(
    ("kind", "changed", "said"),
    [
        ("enterprise", {}, "不能作为购买主体"),
        ("public_institution", {"organization": "没有的单位"}, "没有登记这个组织"),
        ("public_institution", {"supervisor": "昌江新建中心（虚构）"}, "不能是自己的主管预算单位"),
        ("public_institution", {"kind": ""}, "必填"),
    ],
)
def test_what_cannot_be_a_purchaser_is_refused_in_place(clerk: Client, body: Organization, kind, changed, said):
    Organization.objects.filter(pk=body.pk).update(kind=kind)
    before = Purchaser.objects.count()

    answer = clerk.post(NEW, entered(body, **changed))

    assert answer.status_code in (409, 422)
    assert said in answer.content.decode()
    assert Purchaser.objects.count() == before


def test_a_unit_is_entered_once_and_the_form_answered_once(clerk: Client, body: Organization):
    first = clerk.post(NEW, {**entered(body), "form_key": "one"})
    pressed = clerk.post(NEW, {**entered(body), "form_key": "one"})
    again = clerk.post(NEW, {**entered(body), "form_key": "two"})

    assert (first.status_code, pressed.status_code, again.status_code) == (302, 302, 409)
    assert "已登记为购买主体" in again.content.decode()
    assert Purchaser.objects.filter(organization=body).count() == 1


def test_an_edit_on_an_old_page_is_shown_what_was_saved(cast: Cast, clerk: Client):
    row = Purchaser.objects.get(organization=cast.organisations["cityorder"])
    at = {"kind": "administration", "supervisor": "", "eligible": "on", "version": "1"}

    first = clerk.post(f"/desk/purchasers/{row.pk}/edit/", at)
    stale = clerk.post(f"/desk/purchasers/{row.pk}/edit/", {**at, "kind": "party_organ"})

    row.refresh_from_db()
    assert (first.status_code, stale.status_code) == (302, 409)
    assert (row.kind, row.version, row.budget_supervisor) == ("administration", 2, None)
    assert "已被他人修改" in stale.content.decode()


@pytest.mark.parametrize("login", ["po1", "fa1", "s1", "sa1"])
def test_nobody_but_the_finance_clerk_enters_one(cast: Cast, body: Organization, login: str):
    assert signed_in(cast.user(login)).post(NEW, entered(body)).status_code == 403
    assert not Purchaser.objects.filter(organization=body).exists()


def test_the_list_is_finances_own(cast: Cast, clerk: Client):
    page = clerk.get("/desk/purchasers/").content.decode()
    approver = signed_in(cast.user("fa1")).get("/desk/purchasers/").content.decode()

    assert "昌南城管服务中心（虚构）" in page
    assert "登记购买单位" in page
    assert "登记购买单位" not in approver

"""A provider writes its own profile; whoever has none is told where before a document is taken."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_person, code_for
from purchasing.models import Supplier
from tests.portal.ui.system.conftest import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/supplier/"
GOOD = {
    "kind": "enterprise", "size": "micro", "contact_name": "投标联系人", "contact_phone": "0798-0000001",
    "bank_name": "示例银行", "bank_account": "６２２２ 0000-0000 1234", "version": "",
}  # fmt: skip


@pytest.fixture
def newcomer(cast: Cast) -> Client:
    body = Organization.objects.create(uscc=code_for("新企业"), name="昌江新企业（虚构）", kind="enterprise")
    person = add_person("qiye", "新企业投标人", body, Role.SUPPLIER, since=date(2020, 1, 1))
    assert person.user is not None
    return signed_in(person.user)


def test_the_first_saving_makes_a_provider_and_the_next_changes_it(newcomer: Client):
    assert newcomer.get(PAGE).status_code == 200
    made = newcomer.post(PAGE, GOOD)
    row = Supplier.objects.get(organization__name="昌江新企业（虚构）")
    changed = newcomer.post(PAGE, {**GOOD, "size": "small", "version": "1"})
    stale = newcomer.post(PAGE, {**GOOD, "size": "large", "version": "1"})

    assert (made.status_code, row.bank_account, row.version) == (302, "6222000000001234", 1)
    row.refresh_from_db()
    assert (changed.status_code, stale.status_code, row.size, row.version) == (302, 409, "small", 2)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"size": "none"}, "企业应选择规模"),
        ({"kind": "social_org"}, "只有企业有规模"),
        ({"bank_account": "12 34"}, "8 至 32 位数字"),
        ({"bank_account": "6222x00000001234"}, "8 至 32 位数字"),
        ({"contact_name": "a\x00b"}, "无法保存"),
        ({"kind": "company"}, "company"),
    ],
)
def test_a_wrong_profile_is_refused_at_its_field(newcomer: Client, changed: dict[str, str], said: str):
    answer = newcomer.post(PAGE, {**GOOD, **changed})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Supplier.objects.filter(organization__name="昌江新企业（虚构）").exists()


def test_a_profile_is_ones_own(cast: Cast):
    other = Supplier.objects.get(organization=cast.organisations["qianyao"])
    client = signed_in(cast.user("s1"))

    client.post(PAGE, {**GOOD, "size": "large", "version": "1"})

    other.refresh_from_db()
    mine = Supplier.objects.get(organization=cast["s1"].organization_id)
    assert mine.bank_account == "6222000000001234"
    assert other == mine or other.bank_account != "6222000000001234"


@pytest.mark.parametrize("login", ["po1", "fo1", "sa1"])
def test_nobody_else_has_the_page(cast: Cast, login: str):
    assert signed_in(cast.user(login)).get(PAGE).status_code == 403

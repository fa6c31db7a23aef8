"""Who sees a plan: others get 404, readers without the right to edit 403."""

from __future__ import annotations

import logging

import pytest

from tests.factories.cases import plan_item
from tests.purchasing.plan.clerk import client_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("login", ["fo1", "fa1", "s1", "ag1", "tp1", "ex1", "sa1"])
def test_another_role_at_a_draft_gets_404_and_is_logged(cast, login, caplog):
    row = plan_item(cast).plan
    addresses = [row.get_absolute_url(), f"{row.get_absolute_url()}letter/", row.items.get().get_absolute_url()]

    with caplog.at_level(logging.WARNING, logger="portal.access"):
        codes = [client_of(cast, login).get(address).status_code for address in addresses]

    assert codes == [404, 404, 404]
    assert len([r for r in caplog.records if r.name == "portal.access"]) == 3


def test_another_unit_gets_404(cast):
    from portal.accounts.roles import Role
    from portal.demo.cast import add_organisation, add_person, add_purchaser

    other = add_organisation("other", "别的单位（虚构）", "administrative_unit")
    add_purchaser(other, cast.organisations["finance"])
    cast.actors["px"] = add_person("px", "别家经办", other, Role.PURCHASER_CLERK)
    row = plan_item(cast).plan

    assert client_of(cast, "px").get(row.get_absolute_url()).status_code == 404
    assert client_of(cast, "px").get(f"{row.get_absolute_url()}items/new/").status_code == 404
    assert client_of(cast, "px").get(row.items.get().get_absolute_url()).status_code == 404


def test_a_reader_without_the_right_to_edit_gets_403(cast):
    row = plan_item(cast).plan

    response = client_of(cast, "ph1").get(f"{row.get_absolute_url()}items/new/")

    assert response.status_code == 403
    assert "购买单位经办" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/desk/plans/99999999999999999999/", "/desk/plan-items/0/", "/desk/budget/9223372036854775808/"]
)
def test_a_number_that_is_no_key_is_404(cast, path):
    assert client_of(cast, "po1").get(path).status_code == 404

"""A file to record in, and whoever records."""

from __future__ import annotations

import pytest

from portal.accounts.actor import SYSTEM, Actor
from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from portal.values import clock
from portal.workflow.act import Act


def make_file(number: int = 1) -> Organization:
    """Any row can be a file; an organisation needs no others."""
    codes = ["91350211M000100Y43", "91350100M000100Y43", "91330100M000100Y43"]
    return Organization.objects.create(uscc=codes[number - 1], name=f"昌南服务{number}（虚构）", kind="enterprise")


def system_act(remark: str = "") -> Act:
    return Act(SYSTEM, clock.now(), remark)


def clerk_act() -> Act:
    user = User.objects.create_user("po1", display_name="城管经办甲")
    bureau = Organization.objects.create(uscc="91320100M000100Y43", name="城管中心（虚构）", kind="administrative_unit")
    membership = Membership.objects.create(
        user=user, organization=bureau, role=Role.PURCHASER_CLERK, valid_from=clock.today()
    )
    return Act(Actor(user, membership), clock.now(), "同意", request_id="r-1", ip="127.0.0.1")


@pytest.fixture
def file_(db) -> Organization:
    return make_file()

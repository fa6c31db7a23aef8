"""One sentence, both directions: lists and objects ask the same condition."""

from __future__ import annotations

from datetime import date

import pytest

from portal.accounts.actor import SYSTEM, actor_for
from portal.accounts.capability import allows, holds, visible
from portal.accounts.models import Membership
from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_organisation, add_person, add_purchaser
from portal.values import clock
from purchasing.models import AnnualPlan
from purchasing.plan.policies import Can
from tests.factories import cases

pytestmark = pytest.mark.django_db


def test_a_draft_is_seen_by_its_unit_and_not_by_finance(cast: Cast) -> None:
    plan = cases.plan(cast, state="draft")

    seen = {who: allows(cast[who], Can.READ_PLAN, plan) for who in ("po1", "ph1", "pb1", "fo1", "s1", "sa1")}

    assert seen == {"po1": True, "ph1": True, "pb1": False, "fo1": False, "s1": False, "sa1": False}


def test_list_and_object_agree_for_everybody(cast: Cast) -> None:
    plans = [cases.plan(cast, state=state, year=2030 + n) for n, state in enumerate(["draft", "submitted", "approved"])]

    for login, actor in cast.actors.items():
        listed = set(visible(actor, Can.READ_PLAN, AnnualPlan.objects.all()))
        single = {p for p in plans if allows(actor, Can.READ_PLAN, p)}
        assert listed == single, login


def test_another_unit_sees_nothing(cast: Cast) -> None:
    other = add_organisation("other", "珠岸公共设施中心（虚构）", "administrative_unit")
    add_purchaser(other, cast.organisations["finance"])
    stranger = add_person("xx1", "外单位经办", other, Role.PURCHASER_CLERK)
    plan = cases.plan(cast, state="draft")

    assert not allows(stranger, Can.READ_PLAN, plan)
    assert list(visible(stranger, Can.READ_PLAN, AnnualPlan.objects.all())) == []


def test_nobody_and_the_system_hold_nothing_by_scope(cast: Cast) -> None:
    plan = cases.plan(cast)

    assert not allows(None, Can.READ_PLAN, plan)
    assert not allows(SYSTEM, Can.READ_PLAN, plan)
    assert not holds(None, Can.DRAFT_PLAN)


def test_a_superuser_is_nobody_in_the_domain(cast: Cast) -> None:
    user = cast.user("sa1")
    user.is_superuser = user.is_staff = True
    user.save()
    plan = cases.plan(cast)

    assert not allows(actor_for(user, clock.today()), Can.READ_PLAN, plan)


def test_a_membership_that_ended_yesterday_gives_nothing(cast: Cast) -> None:
    today = clock.today()
    Membership.objects.filter(user=cast.user("po1")).update(valid_to=today)

    actor = actor_for(cast.user("po1"), today)

    assert actor.membership is None
    assert not allows(actor, Can.READ_PLAN, cases.plan(cast))


def test_a_chosen_membership_is_used_only_while_it_is_valid(cast: Cast) -> None:
    user = cast.user("po1")
    second = Membership.objects.create(
        user=user, organization=cast.organisations["audit"], role=Role.AUDITOR, valid_from=date(2024, 1, 1)
    )

    assert actor_for(user, clock.today(), second.pk).role is Role.AUDITOR
    Membership.objects.filter(pk=second.pk).update(valid_to=clock.today())
    assert actor_for(user, clock.today(), second.pk).role is Role.PURCHASER_CLERK


def test_an_unknown_capability_raises() -> None:
    with pytest.raises(AttributeError):
        Can.NO_SUCH_RIGHT  # noqa: B018

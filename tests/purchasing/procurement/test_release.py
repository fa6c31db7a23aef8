"""The implementation plan: what must stand before it, who is charged with what, and the procurement that comes of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_organisation, add_person
from portal.demo.story.procurement import Posts
from portal.notify.models import Notification
from portal.outbox.relay import drain
from portal.values.refusal import Forbidden, Refused
from portal.workflow.perform import perform
from purchasing.plan.flow import PLAN_ITEM
from purchasing.plan.models import Method, PlanItem
from purchasing.procurement.methods import METHODS, refusal_of
from purchasing.procurement.models import Procurement
from tests.factories import preparation


def ready(cast: Cast, **fields: Any) -> PlanItem:
    item = preparation.approved_item(cast, **fields)
    preparation.requirement(cast, state="frozen", item=item)
    preparation.intention(cast, state="released", item=item)
    return item


def refused_codes(cast: Cast, item: PlanItem, **changes: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        perform(PLAN_ITEM, item, "release", actor=cast["ph1"], data={**Posts().people(cast), **changes})
    return refused.value.codes


def test_the_head_files_the_plan_and_the_procurement_takes_over_the_number(cast: Cast) -> None:
    item = ready(cast)

    perform(PLAN_ITEM, item, "release", actor=cast["ph1"], data=Posts().people(cast))

    row = Procurement.objects.get(plan_item=item)
    assert (row.ocid, row.title, row.budget, row.state) == (item.ocid, item.title, item.amount, "preparing")
    assert row.appointments.count() == 9


def test_an_item_is_released_once(cast: Cast) -> None:
    item = ready(cast)
    perform(PLAN_ITEM, item, "release", actor=cast["ph1"], data=Posts().people(cast))

    assert refused_codes(cast, item) == ("state-moved",)
    assert Procurement.objects.filter(plan_item=item).count() == 1


def test_filing_numbers_have_no_gap(cast: Cast) -> None:
    for _number in range(2):
        perform(PLAN_ITEM, ready(cast), "release", actor=cast["ph1"], data=Posts().people(cast))
    refused_codes(cast, ready(cast), contract_reviewer=cast.user("po1"))
    perform(PLAN_ITEM, ready(cast), "release", actor=cast["ph1"], data=Posts().people(cast))

    numbers = [row.filing_number.rpartition("〕")[2] for row in Procurement.objects.order_by("pk")]
    assert numbers == ["1号", "2号", "3号"]


def test_nothing_is_released_without_a_frozen_requirement(cast: Cast) -> None:
    item = preparation.approved_item(cast)
    preparation.intention(cast, state="released", item=item)
    preparation.requirement(cast, state="counsel_checked", item=item)

    assert refused_codes(cast, item) == ("requirement-not-frozen",)


def test_without_an_intention_a_reason_is_needed(cast: Cast) -> None:
    item = preparation.approved_item(cast)
    preparation.requirement(cast, state="frozen", item=item)

    assert refused_codes(cast, item) == ("intention-missing",)
    perform(
        PLAN_ITEM, item, "release", actor=cast["ph1"], data={**Posts().people(cast), "intention_waiver": "突发灾害应急"}
    )
    assert Procurement.objects.get(plan_item=item).intention_waiver == "突发灾害应急"


@pytest.mark.parametrize(
    "changes",
    [
        {"contract_reviewer": "po1"},
        {"operator": "po2"},
        {"acceptance_members": ["po1", "pv2"]},
        {"acceptance_members": ["po2", "pv2"]},
    ],
)
def test_operator_contract_reviewer_and_acceptance_members_are_different_people(
    cast: Cast, changes: dict[str, Any]
) -> None:
    for login in ("po1", "po2"):
        add_person(login, login, cast.organisations["cityorder"], Role.PURCHASER_APPOINTEE)
    people = {
        duty: [cast.user(login) for login in who] if isinstance(who, list) else cast.user(who)
        for duty, who in changes.items()
    }

    assert refused_codes(cast, ready(cast), **people) == ("duties-not-separate",)


def test_nobody_from_outside_is_appointed(cast: Cast) -> None:
    assert refused_codes(cast, ready(cast), opening_officer=cast.user("pb1")) == ("appointee-outside",)
    assert refused_codes(cast, ready(cast), representatives=[cast.user("pr1"), cast.user("s1")]) == (
        "appointee-outside",
    )


@pytest.mark.parametrize("method", [method for method in Method.values if method not in METHODS])
def test_methods_that_cannot_be_run_yet_are_refused_with_their_article(cast: Cast, method: str) -> None:
    refusal = refusal_of(method)

    assert refused_codes(cast, ready(cast, method=method)) == ("method-not-available",)
    assert refusal is not None
    assert refusal.article


@pytest.mark.parametrize("login", ["po1", "fa1", "ag1", "pb1"])
def test_nobody_but_the_head_of_the_unit_files_it(cast: Cast, login: str) -> None:
    with pytest.raises(Forbidden):
        perform(PLAN_ITEM, ready(cast), "release", actor=cast[login], data=Posts().people(cast))


def test_the_form_offers_the_people_of_the_unit_and_agencies(cast: Cast) -> None:
    item = ready(cast)
    other = add_organisation("other", "外单位（虚构）", Organization.Kind.ADMINISTRATION)
    add_person("xx1", "外人", other, Role.PURCHASER_CLERK)
    client = Client()
    client.force_login(cast.user("ph1"))

    form = client.get(f"/do/plan_item/{item.pk}/release/").context["form"]

    assert [str(o) for o in form.fields["agency"].queryset] == ["瓷都招标代理（虚构）"]
    offered = {name: {u.username for u in form.fields[name].queryset} for name in ("operator", "representatives")}
    assert offered == {"operator": {"po1", "po2"}, "representatives": {"po3", "pf1", "pr1", "pr2", "pv1", "pv2"}}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"operator": "pr1"}, "post-does-not-fit"),
        ({"representatives": ["pr1", "po1"]}, "post-does-not-fit"),
        ({"unit_finance": "po1"}, "post-does-not-fit"),
        ({"representatives": ["pr1"]}, "representatives-missing"),
        ({"acceptance_members": ["pv1"]}, "team-too-small"),
    ],
)
def test_duties_are_given_to_enough_people_whose_post_can_do_them(
    cast: Cast, changes: dict[str, Any], code: str
) -> None:
    people = {
        duty: [cast.user(login) for login in who] if isinstance(who, list) else cast.user(who)
        for duty, who in changes.items()
    }

    assert refused_codes(cast, ready(cast), **people) == (code,)


def test_the_head_files_it_through_the_page_and_the_people_are_told(cast: Cast) -> None:
    item = ready(cast)
    client = Client()
    client.force_login(cast.user("ph1"))
    people = Posts().people(cast)
    typed = {duty: [str(u.pk) for u in who] if isinstance(who, list) else str(who.pk) for duty, who in people.items()}

    answer = client.post(f"/do/plan_item/{item.pk}/release/", {**typed, "form_key": "a"})
    again = client.post(f"/do/plan_item/{item.pk}/release/", {**typed, "form_key": "a"})

    drain()
    told = Notification.objects.filter(kind="procurement.begun").values_list("recipient__username", flat=True)
    assert (answer.status_code, again.status_code) == (302, 302)
    assert set(told) == {"po1", "po2", "po3", "pf1", "pr1", "pr2", "pv1", "pv2", "ag1", "ag2"}
    assert Procurement.objects.filter(plan_item=item).count() == 1

"""Duties change hands within the unit, never so that one person checks the other's work alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from contracts.acceptance.policies import Can as AcceptanceCan
from contracts.contract.policies import Can as ContractCan
from contracts.payment.policies import Can as PaymentCan
from portal.accounts.capability import Capability
from portal.accounts.models import Membership
from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.demo.cast import Cast, add_person
from portal.demo.story.procurement import Posts
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.perform import perform
from purchasing.bid.keys import enrol
from purchasing.bid.policies import Can as BidCan
from purchasing.models import Appointment, Procurement
from purchasing.plan.flow import PLAN_ITEM
from purchasing.procurement.actions import add_appointee, replace_appointee
from purchasing.procurement.forms import SuccessorForm
from purchasing.procurement.policies import FITTING
from purchasing.review.policies import Can as ReviewCan
from tests.factories import preparation
from tests.waiting import waiting


@pytest.fixture
def filed(cast: Cast) -> Procurement:
    item = preparation.approved_item(cast)
    preparation.requirement(cast, state="frozen", item=item)
    preparation.intention(cast, state="released", item=item)
    perform(PLAN_ITEM, item, "release", actor=cast["ph1"], data=Posts().people(cast))
    return Procurement.objects.get()


def duty(row: Procurement, name: str) -> Appointment:
    return row.appointments.filter(duty=name).order_by("pk").first()


def test_a_duty_is_handed_over_and_the_record_names_both(cast: Cast, filed: Procurement) -> None:
    replace_appointee(cast["ph1"], duty(filed, "unit_finance"), cast.user("po3"), remark="岗位调整")

    entry = AuditEntry.objects.get(verb="procurement.reappoint")
    assert duty(filed, "unit_finance").user.username == "po3"
    assert (entry.grounds["before"], entry.grounds["now"], entry.grounds["remark"]) == (
        "城管财务员",
        "城管开标员",
        "岗位调整",
    )


@pytest.mark.parametrize(
    ("name", "successor", "code"),
    [
        ("operator", "pv1", "duties-not-separate"), ("contract_reviewer", "po1", "duties-not-separate"),
        ("acceptance_member", "po2", "duties-not-separate"), ("acceptance_member", "pv2", "appointed-already"),
        ("unit_finance", "pb1", "appointee-outside"), ("unit_finance", "po1", "post-does-not-fit"),
        ("representative", "po1", "post-does-not-fit"), ("contract_reviewer", "pr1", "post-does-not-fit"),
        ("acceptance_organiser", "pr1", "post-does-not-fit"), ("operator", "pr1", "post-does-not-fit"),
    ],
)  # fmt: skip
def test_an_unlawful_successor_is_refused(cast: Cast, filed: Procurement, name: str, successor: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        replace_appointee(cast["ph1"], duty(filed, name), cast.user(successor))

    assert refused.value.codes == (code,)


@pytest.mark.parametrize(
    ("duty", "can"),
    [
        ("operator", ContractCan.EDIT_CONTRACT), ("opening_officer", BidCan.HOLD_PURCHASERS_KEY),
        ("representative", ReviewCan.SIT_IN_REVIEW), ("contract_reviewer", ContractCan.REVIEW_CONTRACT),
        ("acceptance_organiser", AcceptanceCan.ORGANISE_ACCEPTANCE), ("acceptance_member", AcceptanceCan.INSPECT),
        ("acceptance_member", AcceptanceCan.SIGN_RESULT), ("unit_finance", ContractCan.REQUEST_PAYMENT),
        ("unit_finance", PaymentCan.REQUEST_PAYMENT_OF), ("unit_finance", PaymentCan.RESUBMIT_PAYMENT),
    ],
)  # fmt: skip
def test_whoever_can_be_charged_with_a_duty_can_do_it(duty: str, can: Capability) -> None:
    assert all(can.for_role(role) for role in FITTING[duty])


def test_the_opening_officer_stays_once_keys_are_made(cast: Cast, filed: Procurement) -> None:
    Procurement.objects.update(announced_at=clock.now())

    with pytest.raises(Refused) as refused:
        replace_appointee(cast["ph1"], duty(filed, "opening_officer"), cast.user("pr1"))

    assert refused.value.codes == ("keys-are-made",)


def test_nobody_outside_the_unit_appoints(cast: Cast, filed: Procurement) -> None:
    with pytest.raises(Forbidden):
        replace_appointee(cast["ag1"], duty(filed, "operator"), cast.user("po3"))


def test_it_is_done_on_a_page(cast: Cast, filed: Procurement) -> None:
    third = add_person("po4", "城管经办丙", cast.organisations["cityorder"], Role.PURCHASER_CLERK).user
    client = Client()
    client.force_login(cast.user("ph1"))
    held = duty(filed, "operator")
    address = f"{filed.get_absolute_url()}appointments/{held.pk}/"

    page = client.get(address)
    wrong = client.post(address, {"user": cast.user("pv1").pk, "remark": "岗位调整"})
    right = client.post(address, {"user": third.pk, "remark": "岗位调整"})

    assert (page.status_code, wrong.status_code, right.status_code) == (200, 422, 302)
    assert duty(filed, "operator").user == third


@pytest.mark.parametrize(
    ("duty", "login", "code"),
    [
        ("representative", "po3", None), ("acceptance_member", "po3", None),
        ("representative", "pr1", "appointed-already"), ("representative", "po1", "post-does-not-fit"),
        ("acceptance_member", "po1", "duties-not-separate"), ("acceptance_member", "pb1", "appointee-outside"),
        ("operator", "po3", "duty-of-one"),
    ],
)  # fmt: skip
def test_one_more_person_is_charged_with_a_duty_of_several(
    cast: Cast, filed: Procurement, duty: str, login: str, code: str | None
) -> None:
    if code is None:
        add_appointee(cast["po1"], filed, duty, cast.user(login), remark="补足人数")
    else:
        with pytest.raises(Refused) as refused:
            add_appointee(cast["po1"], filed, duty, cast.user(login), remark="补足人数")
        assert refused.value.codes == (code,)

    assert filed.appointments.filter(duty=duty).count() == {"operator": 1}.get(duty, 2) + (code is None)


def test_one_more_person_is_appointed_on_a_page_of_the_unit(cast: Cast, filed: Procurement) -> None:
    client = Client()
    client.force_login(cast.user("po1"))
    address = f"{filed.get_absolute_url()}appointments/representative/new/"

    linked = address in client.get(filed.get_absolute_url()).content.decode()
    page = client.get(address)
    wrong = client.post(address, {"user": cast.user("pr1").pk, "remark": "补足人数"})
    right = client.post(address, {"user": cast.user("po3").pk, "remark": "补足人数"})
    single = client.get(f"{filed.get_absolute_url()}appointments/operator/new/")

    assert (linked, page.status_code, wrong.status_code, right.status_code) == (True, 200, 422, 302)
    assert single.status_code == 404
    assert filed.appointments.filter(duty="representative").count() == 3
    with pytest.raises(Forbidden):
        add_appointee(cast["ag1"], filed, "representative", cast.user("po3"))


def test_the_key_waits_for_whoever_would_hold_it_and_for_a_successor(cast: Cast, filed: Procurement) -> None:
    holders = ("po3", "ag2", "su1")
    assert [waiting(cast[login], "procurement") for login in holders] == [
        ["enrol_officer"], ["enrol_agent", "prepare_document"], ["enrol_supervisor"],
    ]  # fmt: skip

    enrol(cast["su1"])
    assert "enrol_supervisor" not in waiting(cast["su1"], "procurement")

    replace_appointee(cast["ph1"], duty(filed, "opening_officer"), cast.user("po2"))
    assert (waiting(cast["po3"], "procurement"), waiting(cast["po2"], "procurement")) == ([], ["enrol_officer"])
    enrol(cast["po2"])
    assert waiting(cast["po2"], "procurement") == []


def test_somebody_who_came_back_to_the_unit_can_be_appointed(cast: Cast, filed: Procurement) -> None:
    former = cast["po3"].membership
    Membership.objects.create(
        user=former.user,
        organization=former.organization,
        role=Role.PURCHASER_CLERK,
        valid_from=date(2015, 1, 1),
        valid_to=date(2016, 1, 1),
    )

    form = SuccessorForm(actor=cast["ph1"], duty="unit_finance")

    assert former.user in form.fields["user"].queryset


def test_somebody_who_left_the_unit_cannot_be_appointed(cast: Cast, filed: Procurement) -> None:
    gone = cast["po3"].membership
    Membership.objects.filter(pk=gone.pk).update(valid_from=date(2015, 1, 1), valid_to=clock.today())

    form = SuccessorForm(actor=cast["ph1"], duty="unit_finance")

    assert gone.user not in form.fields["user"].queryset
    with pytest.raises(Refused) as refused:
        replace_appointee(cast["ph1"], duty(filed, "unit_finance"), gone.user, remark="岗位调整")
    assert refused.value.codes == ("appointee-outside",)

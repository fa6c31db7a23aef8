"""Deputies: named by whoever holds the duty, for some days; both count as one person where duties are separate."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from portal.accounts.actor import Actor, actor_for
from portal.accounts.capability import named_as_of
from portal.accounts.models import Membership
from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.demo.cast import Cast, add_person
from portal.notify.models import Notification
from portal.outbox import drain
from portal.ui.transitions import buttons
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.inbox import waiting_for
from portal.workflow.perform import perform
from purchasing.budget.actions import confirm_approval, record_approval
from purchasing.models import BudgetTransfer
from purchasing.transfer.actions import record_transfer
from purchasing.transfer.flow import BUDGET_TRANSFER
from purchasing.transfer.policies import Can
from tests.factories.cases import budget_lines
from tests.portal.ui.system.conftest import signed_in
from tests.portal.ui.system.test_memberships import end

pytestmark = pytest.mark.django_db


def name(cast: Cast, principal: str, deputy: str, **changed: Any) -> Any:
    """Post the form that names a deputy, from today for a week."""
    me, today = cast.user(principal), clock.today()
    me.refresh_from_db()
    duty = me.memberships.filter(on_behalf_of=None).latest("pk")
    values = {
        "duty": duty.pk, "deputy": cast.user(deputy).pk, "valid_from": today.isoformat(),
        "last_day": (today + timedelta(days=6)).isoformat(), "reason": "外出培训", "version": me.version,
    }  # fmt: skip
    return signed_in(me).post("/profile/deputies/new/", {**values, **changed})


def standing_in(deputy: str) -> Actor:
    row = Membership.objects.titled().select_related("user").get(user__username=deputy, on_behalf_of__isnull=False)
    return Actor(row.user, row)


def transfer(actor: Actor, cast: Cast) -> BudgetTransfer:
    source, target, _other = budget_lines(cast)
    return record_transfer(
        actor, source, purchaser=cast.purchasers["cityorder"], code=target.code, amount=Decimal("1000.00"),
        document="文号", reason="清扫随转",
    )  # fmt: skip


def may_confirm(actor: Actor, row: BudgetTransfer) -> bool:
    """Whether the transfer waits for the actor; the button and the act itself must agree."""
    waits = waiting_for(actor).filter(transition="confirm", subject_pk=str(row.pk)).exists()
    (button,) = [b for b in buttons(row, actor) if b.move.name == "confirm"]
    assert waits == (not button.refusals)
    return waits


def test_a_deputy_acts_in_the_duty_and_everything_says_for_whom(cast: Cast):
    assert name(cast, "fa1", "fo2").status_code == 302
    deputy, row = standing_in("fo2"), transfer(cast["fo1"], cast)
    assert may_confirm(deputy, row)

    perform(BUDGET_TRANSFER, row, "confirm", actor=deputy)

    entry = AuditEntry.objects.get(verb="budget_transfer.confirm")
    assert (entry.actor, entry.role) == (cast.user("fo2"), "财政审批（代 财政审批）")
    assert entry.grounds["on_behalf_of"] == cast.user("fa1").pk
    assert named_as_of(cast.user("fo2"), Can.CONFIRM_TRANSFER, cast.organisations["finance"], clock.today()) == (
        "财政经办乙（代 财政审批）"
    )
    drain()
    told = {n.title: n.body for n in Notification.objects.filter(recipient=cast.user("fo2"))}
    assert "市财政局 · 财政审批（代 财政审批），生效日" in told["请您代理财政审批的岗位"]
    assert told[f"{row}，请确认"] == "您代理：市财政局 · 财政审批（代 财政审批）。"
    own = {n.title: n.body for n in Notification.objects.filter(recipient=cast.user("fa1"))}
    assert "外出培训" in own["您已指定财政经办乙为代理人"]
    assert own[f"{row}，请确认"] == ""


def test_neither_the_deputy_nor_whom_they_stand_in_for_is_on_both_sides(cast: Cast):
    """fo2 stands in for fa1 as approver; what fo2 or fa1 recorded, fo2 confirms in nobody's name (SD1)."""
    name(cast, "fa1", "fo2")
    cast.actors["fa1 as clerk"] = add_person("fa1", "", cast.organisations["finance"], Role.FINANCE_CLERK)
    cast.actors["fo1 as approver"] = add_person("fo1", "", cast.organisations["finance"], Role.FINANCE_APPROVER)
    cast.actors["fo3"] = add_person("fo3", "财政经办丙", cast.organisations["finance"], Role.FINANCE_CLERK)
    deputy, rows = standing_in("fo2"), {who: transfer(cast[who], cast) for who in ("fo2", "fa1 as clerk", "fo3")}

    assert {who: may_confirm(deputy, row) for who, row in rows.items()} == {
        "fo2": False, "fa1 as clerk": False, "fo3": True,
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        perform(BUDGET_TRANSFER, rows["fa1 as clerk"], "confirm", actor=deputy)
    (refusal,) = refused.value.refusals
    assert (refusal.code, refusal.rule) == ("separation-of-duties", "SD1")
    assert "您代财政审批办理，而您或财政审批已办理过" in str(refusal.message)

    duty = cast.user("fo1").memberships.get(role="fo")
    assert name(cast, "fo1", "fa1", duty=duty.pk).status_code == 409, (
        "fa1 is a clerk already and needs no deputy's post"
    )
    cast.actors["pa"] = add_person("fa2", "财政审批乙", cast.organisations["finance"], Role.FINANCE_APPROVER)
    assert name(cast, "fo1", "pa", duty=duty.pk).status_code == 302
    mine = transfer(standing_in("fa2"), cast)
    assert not may_confirm(cast["fo1 as approver"], mine), "what one's deputy recorded is one's own"
    assert not may_confirm(cast["pa"], mine)
    assert may_confirm(cast["fa1"], mine)


def test_a_record_of_one_or_their_deputy_is_confirmed_by_neither(cast: Cast):
    budget_lines(cast, status="control_figure")
    name(cast, "fa1", "fo2")
    unit, deputy = cast.purchasers["cityorder"], standing_in("fo2")
    clerk = add_person("fa1", "", cast.organisations["finance"], Role.FINANCE_CLERK)

    record_approval(clerk, unit, 2025, document="文号", on=clock.today())

    for actor in (deputy, cast["fa1"]):
        with pytest.raises(Refused) as refused:
            confirm_approval(actor, unit, 2025)
        assert [r.code for r in refused.value.refusals] == ["separation-of-duties"]


REFUSED: list[tuple[dict[str, Any], str, int]] = [
    ({"reason": ""}, "这个字段是必填项", 422),
    ({"deputy": "po1"}, "选择一个有效的选项", 422),
    ({"valid_from": -1}, "代理不能追溯", 409),
    ({"last_day": -1}, "最后一天不能早于开始日", 409),
    ({"last_day": 90}, "应在您本人任", 409),
    ({"deputy": "temp", "last_day": 60}, "不是市财政局的在任人员", 409),
    ({"deputy": "temp", "last_day": 5}, "已由财政经办乙代理", 409),
    ({"deputy": "fa2"}, "此人在这一期间已任", 409),
]


def test_what_cannot_be_left_to_another_is_said_in_place(cast: Cast):
    today, finance = clock.today(), cast.organisations["finance"]
    cast.user("fa1").memberships.update(valid_to=today + timedelta(days=80))
    cast.actors["temp"] = add_person("temp", "借调", finance, Role.FINANCE_CLERK)
    cast.user("temp").memberships.update(valid_to=today + timedelta(days=30))
    cast.actors["fa2"] = add_person("fa2", "财政审批乙", finance, Role.FINANCE_APPROVER)
    name(cast, "fa1", "fo2")

    for changed, said, status in REFUSED:
        values = {k: str(today + timedelta(days=v)) if isinstance(v, int) else v for k, v in changed.items()}
        answer = name(cast, "fa1", values.pop("deputy", "fo1"), **values)

        assert (answer.status_code, said in answer.text) == (status, True), (changed, answer.text)
    assert Membership.objects.filter(on_behalf_of__isnull=False).count() == 1


def test_roles_that_must_be_apart_are_so_for_deputies_and_the_database_knows_one_at_a_time(cast: Cast):
    add_person("po2", "", cast.organisations["qianyao"], Role.SUPPLIER)
    answer = name(cast, "ph1", "po2")
    assert (answer.status_code, "岗位分离 SD5" in answer.text) == (409, True)

    name(cast, "fa1", "fo2")
    row = Membership.objects.get(on_behalf_of__isnull=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=cast.user("fo1"), organization=row.organization, role=row.role, valid_from=row.valid_from,
            valid_to=row.valid_to, on_behalf_of=row.on_behalf_of,
        )  # fmt: skip


def test_it_ends_at_midnight_or_earlier_when_taken_back(cast: Cast):
    name(cast, "fa1", "fo2")
    row, fa1, fo2 = standing_in("fo2").membership, cast.user("fa1"), cast.user("fo2")
    assert row is not None
    assert row.valid_to is not None
    assert actor_for(fo2, row.valid_to - timedelta(days=1), row.pk).membership == row
    assert actor_for(fo2, row.valid_to, row.pk).membership == cast["fo2"].membership
    assert signed_in(fo2).get(f"/profile/deputies/{row.pk}/end/").status_code == 404, (
        "only whose duty it is takes it back"
    )
    fa1.refresh_from_db()
    form = {"on": str(clock.today()), "reason": "已返岗", "version": fa1.version}

    assert signed_in(fa1).post(f"/profile/deputies/{row.pk}/end/", form).status_code == 302

    assert actor_for(fo2, clock.today(), row.pk).membership == cast["fo2"].membership
    with pytest.raises(Forbidden):
        perform(BUDGET_TRANSFER, transfer(cast["fo1"], cast), "confirm", actor=actor_for(fo2, clock.today(), row.pk))
    drain()
    titles = Notification.objects.filter(recipient=fo2).values_list("title", flat=True)
    assert "财政审批提前收回了岗位，代理终止" in titles


def test_a_deputy_falls_with_the_post_they_stand_in_for_and_with_their_own(cast: Cast, admin: Client):
    name(cast, "fa1", "fo2")
    name(cast, "fo1", "fa1", duty=cast["fo1"].membership.pk)  # type: ignore[union-attr]
    rows = Membership.objects.filter(on_behalf_of__isnull=False).order_by("pk")
    assert rows.count() == 2
    assert cast["fa1"].membership is not None

    end(admin, cast["fa1"].membership, clock.today())

    assert [row.standing_on(clock.today()) for row in rows] == ["revoked", "revoked"]
    drain()
    titles = Notification.objects.filter(recipient=cast.user("fo1")).values_list("title", flat=True)
    assert "您的代理人财政审批的代理终止" in titles, "who had named the one that left"
    assert "您的代理随原岗位终止" in Notification.objects.filter(recipient=cast.user("fo2")).values_list(
        "title", flat=True
    )
    assert "由谁代理此人" in admin.get(cast.user("fa1").get_absolute_url()).text


def test_the_desk_shows_whose_work_waits_and_the_profile_who_stands_in(cast: Cast, django_assert_max_num_queries):
    name(cast, "fa1", "fo2")
    row = transfer(cast["fo1"], cast)
    client, mine = signed_in(cast.user("fo2")), signed_in(cast.user("fa1"))
    own = client.get("/desk/").text
    deputy = standing_in("fo2").membership
    assert deputy is not None
    assert ("您还代理：市财政局 · 财政审批（代 财政审批）" in own, "有 1 件待办" in own, str(row) in own) == (
        True,
        True,
        False,
    )

    client.post("/desk/switch/", {"membership": deputy.pk})
    with django_assert_max_num_queries(12):
        page = client.get("/desk/").text

    assert ("您正在代财政审批办理" in page, str(row) in page, "代 财政审批</" in page) == (True, True, True)
    assert "提前收回" in mine.get("/profile/deputies/").text
    assert "指定代理人" in mine.get("/profile/deputies/new/").text
    stranger = signed_in(cast.user("po1"))
    assert "不需要指定代理人" in stranger.get("/profile/deputies/").text
    assert stranger.get("/profile/deputies/new/").status_code == 404


def test_a_deputy_of_yesterday_is_told_nothing(cast: Cast):
    name(cast, "fa1", "fo2")
    yesterday = clock.today() - timedelta(days=1)
    Membership.objects.filter(on_behalf_of__isnull=False).update(valid_from=yesterday, valid_to=clock.today())

    row = transfer(cast["fo1"], cast)
    drain()

    assert not Notification.objects.filter(recipient=cast.user("fo2"), title__startswith=str(row)).exists()

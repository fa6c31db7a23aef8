"""Writes of acceptances: planned when the contract takes effect, then requested, inspected, signed and decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from contracts.acceptance.flow import ACCEPTANCE
from contracts.acceptance.models import Acceptance, AcceptanceItem, AcceptanceMember, State
from contracts.acceptance.queries import rate_for, team_of
from contracts.acceptance.reports import issue_public_result, issue_sheet
from contracts.acceptance.schedule import planned
from contracts.contract.flow import CONTRACT
from contracts.contract.models import Contract
from portal import statutes
from portal.outbox import emit
from portal.values import clock
from portal.values.money import fen, split
from portal.values.refusal import Refusal, Refused
from portal.values.text import plain
from portal.workflow.act import Act
from purchasing.plan.actions import follow
from purchasing.procurement.models import Appointment
from purchasing.publication.actions import draft_publication, when_released
from purchasing.publication.models import Kind

HUNDRED = Decimal(100)


@CONTRACT.performs("take_effect")
def take_effect(contract: Contract, act: Act) -> None:
    """Service begins: every period gets its acceptance, with one item for each line of the workload sheet."""
    follow(act, contract.procurement.plan_item, "perform")
    lines = [
        (line.name, f"{plain(line.quantity)} {line.unit}")
        for line in contract.procurement.plan_item.task_lines.order_by("pk")
    ] or [(contract.procurement.title[:120], "")]
    points = split(HUNDRED, [Decimal(1)] * len(lines))
    for acceptance in planned(contract):
        act.begin(ACCEPTANCE, acceptance)
        AcceptanceItem.objects.bulk_create(
            AcceptanceItem(acceptance=acceptance, seq=seq, name=name, standard=standard, points=full)
            for seq, ((name, standard), full) in enumerate(zip(lines, points, strict=True), start=1)
        )


@ACCEPTANCE.performs("request")
def request(acceptance: Acceptance, act: Act, *, note: str = "") -> None:
    acceptance.requested_at, acceptance.supplier_note = act.at, note


@ACCEPTANCE.performs("start_inspection")
def start_inspection(
    acceptance: Acceptance, act: Act, *, recipients: Sequence[Mapping[str, str]] = (), **data: Any
) -> None:
    """The organiser calls the appointed members together; a service to the public hears its recipients (SD2)."""
    appointed = Appointment.objects.filter(procurement=acceptance.contract.procurement)
    members = list(appointed.filter(duty=Appointment.Duty.ACCEPTANCE_MEMBER).order_by("pk"))
    least = act.rule("D-acceptance-team", clock.day_of(act.at))
    if len(members) < least.value:
        raise Refused(
            Refusal(
                "team-too-small",
                _("验收小组至少 %(least)s 人，请先在项目页委派验收员。") % {"least": least.whole},
                rule=least.code,
                article="政府采购法实施条例 第四十五条",
            )
        )
    people = {m.user_id for m in members}
    if people.intersection(act.people):
        raise Refused(Refusal("separation-of-duties", _("验收组织人不能同时担任验收员。"), rule="SD2"))
    if acceptance.contract.procurement.plan_item.to_public and not recipients:
        raise Refused(
            Refusal(
                "recipients-missing",
                _("面向公众的服务，验收时应有服务对象代表参加并出具意见。"),
                article="政府采购法实施条例 第四十五条",
                field="recipients",
            )
        )
    acceptance.organised_by, acceptance.recipients = act.user, [dict(r) for r in recipients]
    acceptance.items.update(score=None, finding="")
    acceptance.score, acceptance.opinion = None, ""
    acceptance.members.all().delete()
    AcceptanceMember.objects.bulk_create(
        AcceptanceMember(acceptance=acceptance, user_id=user) for user in sorted(people)
    )


def follow_appointments(act: Act, procurement_pk: str) -> None:
    """People of the case were replaced or added: the team of a running inspection is who is appointed now.

    The signatures of those who stay stand; whoever organises an inspection is not seated in it.
    """
    running = Acceptance.objects.filter(contract__procurement__pk=procurement_pk, state=State.INSPECTING)
    for acceptance in running.select_for_update(of=("self",)).order_by("pk"):
        appointed = set(team_of(acceptance).values_list("user_id", flat=True))
        seated = set(acceptance.members.values_list("user_id", flat=True))
        if appointed == seated or acceptance.organised_by_id in appointed:
            continue
        acceptance.members.exclude(user__in=appointed).delete()
        AcceptanceMember.objects.bulk_create(
            AcceptanceMember(acceptance=acceptance, user_id=user) for user in sorted(appointed - seated)
        )
        act.record(acceptance, "acceptance.reseat", left=sorted(seated - appointed), joined=sorted(appointed - seated))
        emit("acceptance.reseated", subject=acceptance, act=act)
        act.renew_inbox(ACCEPTANCE, acceptance)


@ACCEPTANCE.performs("record_result")
def record_result(acceptance: Acceptance, act: Act, *, scores: Mapping[int, tuple[Decimal, str]], opinion: str) -> None:
    """A member enters or confirms the result of every item and signs; a change needs all signatures anew.

    `scores` maps an item's id to (points, finding). The last signature decides.
    """
    items = list(acceptance.items.all())
    if missing := [item.name for item in items if item.pk not in scores]:
        raise Refused(
            Refusal(
                "result-missing",
                _("还没有填写结果：%(items)s。") % {"items": "、".join(missing)},
                article="政府采购法实施条例 第四十五条",
            )
        )
    changed = opinion != acceptance.opinion
    for item in items:
        points, finding = scores[item.pk]
        if not 0 <= points <= item.points:
            raise Refused(
                Refusal(
                    "score-out-of-range",
                    _("“%(item)s”的得分应在 0 到 %(points)s 之间。") % {"item": item.name, "points": item.points},
                    field=f"score-{item.pk}",
                )
            )
        changed |= (item.score, item.finding) != (points, finding)
        item.score, item.finding = points, finding
    AcceptanceItem.objects.bulk_update(items, ["score", "finding"])
    acceptance.opinion = opinion
    acceptance.score = sum((item.score for item in items if item.score is not None), Decimal(0))
    if changed:
        acceptance.members.update(signed_at=None)
    acceptance.members.filter(user=act.user).update(signed_at=act.at)
    if not acceptance.members.filter(signed_at=None).exists():
        acceptance.save()
        _decide(acceptance, act)


def _decide(acceptance: Acceptance, act: Act) -> None:
    assert acceptance.score is not None
    rate = rate_for(acceptance.contract, acceptance.score)
    move = "fail" if rate == 0 else "pass_" if rate == HUNDRED else "pass_with_deduction"
    act.perform_as_system(ACCEPTANCE, acceptance, move, rate=rate)


@ACCEPTANCE.performs("pass_")
def pass_(acceptance: Acceptance, act: Act, *, rate: Decimal) -> None:
    _settle(acceptance, act, rate)


@ACCEPTANCE.performs("pass_with_deduction")
def pass_with_deduction(acceptance: Acceptance, act: Act, *, rate: Decimal) -> None:
    _settle(acceptance, act, rate)


@ACCEPTANCE.performs("fail")
def fail(acceptance: Acceptance, act: Act, *, rate: Decimal) -> None:
    """Below the lowest paid band: nothing is paid until it is rectified and inspected again."""
    acceptance.decided_at = act.at


@ACCEPTANCE.performs("order_rectification")
def order_rectification(acceptance: Acceptance, act: Act, *, reason: str) -> None:
    acceptance.supplier_note, acceptance.rectification = "", reason
    act.remark = reason


@ACCEPTANCE.performs("close")
def close(acceptance: Acceptance, act: Act) -> None:
    """The result is public, and so is its paper without the recipients' names."""
    issue_public_result(acceptance, act)


@when_released(Kind.ACCEPTANCE)
def close_released(acceptance: Acceptance, act: Act) -> None:
    """The acceptance closes in the act that releases its result, so that state and publication agree."""
    act.perform_as_system(ACCEPTANCE, acceptance, "close")


def _settle(acceptance: Acceptance, act: Act, rate: Decimal) -> None:
    """payable = instalment × rate half up, deduction the rest; public as soon as checked, from the day of D-publish-acceptance on."""
    acceptance.pay_rate, acceptance.decided_at = rate, act.at
    acceptance.payable = fen(acceptance.instalment * rate / HUNDRED)
    acceptance.deduction = acceptance.instalment - acceptance.payable
    issue_sheet(acceptance, act)
    procurement = acceptance.contract.procurement
    public_from = statutes.due("D-publish-acceptance", clock.day_of(act.at))
    act.rules[public_from.ruling.code] = public_from.ruling
    draft_publication(
        act,
        acceptance,
        Kind.ACCEPTANCE,
        title=_("%(title)s第 %(period)s 期验收结果") % {"title": procurement.title, "period": acceptance.period},
        purchaser=procurement.purchaser,
        ocid=procurement.ocid,
        not_before=clock.start_of(public_from.date),
    )

"""Writes of procurements: started from a released plan item, announced, amended, ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

import portal.statutes as statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.accounts.models import Organization, User
from portal.outbox import emit
from portal.values import clock
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refused
from portal.workflow.act import Act
from portal.workflow.numbers import next_number
from portal.workflow.perform import acting
from purchasing.funding.actions import mint_ocid
from purchasing.intention.flow import INTENTION
from purchasing.intention.models import State as IntentionState
from purchasing.intention.queries import intention_of
from purchasing.plan.actions import follow
from purchasing.plan.flow import PLAN, PLAN_ITEM
from purchasing.plan.models import PlanItem
from purchasing.plan.models import State as PlanState
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.guards import addition_is_lawful, replacement_is_lawful
from purchasing.procurement.methods import rules_of
from purchasing.procurement.models import Appointment, Procurement
from purchasing.procurement.policies import Can
from purchasing.procurement.queries import void_grounds
from purchasing.publication.actions import draft_publication, release_publication
from purchasing.publication.models import Kind

Duty = Appointment.Duty


@PLAN_ITEM.performs("release")
def release_item(
    item: PlanItem,
    act: Act,
    *,
    agency: Organization,
    operator: User,
    opening_officer: User,
    representatives: Iterable[User],
    contract_reviewer: User,
    acceptance_organiser: User,
    acceptance_members: Iterable[User],
    unit_finance: User,
    intention_waiver: str = "",
) -> None:
    """File the implementation plan (R-12) and open the procurement, which takes over the item's OCID."""
    act.rule("R-12", clock.day_of(act.at))
    procurement = Procurement(
        ocid=item.ocid or "",
        purchaser=item.plan.purchaser,
        plan_item=item,
        agency=agency,
        catalogue_item=item.catalogue_item,
        fiscal_year=item.plan.fiscal_year,
        title=item.title,
        method=item.method,
        budget=item.amount,
        intention_waiver=intention_waiver,
        filing_number=_filing_number(act),
        filed_at=act.at,
    )
    act.begin(PROCUREMENT, procurement)
    duties = [
        (Duty.OPERATOR, [operator]), (Duty.OPENING_OFFICER, [opening_officer]), (Duty.REPRESENTATIVE, list(representatives)),
        (Duty.CONTRACT_REVIEWER, [contract_reviewer]), (Duty.ACCEPTANCE_ORGANISER, [acceptance_organiser]),
        (Duty.ACCEPTANCE_MEMBER, list(acceptance_members)), (Duty.UNIT_FINANCE, [unit_finance]),
    ]  # fmt: skip
    Appointment.objects.bulk_create(
        Appointment(procurement=procurement, user=user, duty=duty, at=act.at)
        for duty, users in duties
        for user in users
    )
    named = [f"{duty.label}：{'、'.join(str(u) for u in users)}" for duty, users in duties]
    act.record(procurement, "procurement.appoint", agency=str(agency), duties=named)
    act.renew_inbox(PROCUREMENT, procurement)


def _filing_number(act: Act) -> str:
    year = clock.day_of(act.at).year
    return f"景采备〔{year}〕{next_number('procurement.filing', year)}号"


def replace_appointee(actor: Actor, appointment: Appointment, successor: User, *, remark: str = "") -> Appointment:
    """Hand one duty to another person of the unit; the record keeps who held it before.

    Raises Refused("duties-not-separate", "appointee-outside", "post-does-not-fit", "keys-are-made",
    "appointed-already"), Forbidden.
    """
    with acting(actor, remark=remark) as act:
        procurement = Procurement.objects.select_for_update(of=("self",)).get(pk=appointment.procurement_id)
        if not allows(actor, Can.APPOINT, procurement):
            raise Forbidden(NOT_ALLOWED)
        row = procurement.appointments.select_for_update(of=("self",)).get(pk=appointment.pk)
        if refusal := replacement_is_lawful(procurement, row, successor, act):
            raise Refused(refusal)
        before, row.user, row.at = str(row.user), successor, act.at
        row.save(update_fields=["user", "at"])
        act.record(
            procurement, "procurement.reappoint", duty=str(row.get_duty_display()), before=before, now=str(successor)
        )
        emit("procurement.reappointed", subject=procurement, act=act)
        act.renew_inbox(PROCUREMENT, procurement)
        return row


def add_appointee(actor: Actor, procurement: Procurement, duty: str, user: User, *, remark: str = "") -> Appointment:
    """Charge one more person with a duty that several share.

    Raises Refused("duties-not-separate", "appointee-outside", "post-does-not-fit", "appointed-already"), Forbidden.
    """
    with acting(actor, remark=remark) as act:
        locked = Procurement.objects.select_for_update(of=("self",)).get(pk=procurement.pk)
        if not allows(actor, Can.APPOINT, locked):
            raise Forbidden(NOT_ALLOWED)
        if refusal := addition_is_lawful(locked, duty, user, act):
            raise Refused(refusal)
        row = Appointment.objects.create(procurement=locked, user=user, duty=duty, at=act.at)
        act.record(locked, "procurement.appoint", duty=str(row.get_duty_display()), now=str(user))
        emit("procurement.reappointed", subject=locked, act=act)
        act.renew_inbox(PROCUREMENT, locked)
        return row


@PROCUREMENT.performs("announce")
def announce(procurement: Procurement, act: Act) -> None:
    """Issue the notice and the document: the periods run from here, the intention and the plan move on with it."""
    day = clock.day_of(act.at)
    rules = rules_of(procurement.method)
    act.rule(rules.notice, day)
    supply = statutes.due(rules.document_supply, day)
    assert supply.ruling is not None
    act.rules[rules.document_supply] = supply.ruling
    procurement.announced_at, procurement.documents_until = act.at, supply.date
    release_publication(act, procurement, Kind.NOTICE)
    intention = intention_of(procurement.plan_item)
    if intention is not None and intention.state == IntentionState.RELEASED:
        act.perform_as_system(INTENTION, intention, "link")
    follow(act, procurement.plan_item, "procure")
    plan = procurement.plan_item.plan
    if plan.state == PlanState.PUBLISHED:
        act.perform_as_system(PLAN, plan, "begin_execution")


@PROCUREMENT.performs("amend")
def amend(procurement: Procurement, act: Act, *, closes_at: datetime | None = None) -> None:
    """A clarification was released; with a new closing time, bids are received until then."""
    if closes_at is not None:
        procurement.closes_at = closes_at


@PROCUREMENT.performs("void")
def void(procurement: Procurement, act: Act, *, ground: str, reason: str) -> None:
    """End the tender on a ground of the law (政府采购法 第三十六条); bidders and the public are told why."""
    procurement.end_reason = f"{void_grounds(procurement)[ground]}：{reason}"[:500]
    follow(act, procurement.plan_item, "fall_back")
    draft_termination(act, procurement)


@PROCUREMENT.performs("terminate")
def terminate(procurement: Procurement, act: Act, *, reason: str) -> None:
    """End the procurement: the task is cancelled (财政部令第87号 第二十九条), or the winner does not sign (实施条例 第四十九条)."""
    procurement.end_reason = reason
    follow(act, procurement.plan_item, "fall_back")
    if procurement.announced_at is not None:
        draft_termination(act, procurement)


@PROCUREMENT.performs("retry")
def retry(procurement: Procurement, act: Act) -> None:
    """A new try of an ended procurement: a number of its own, the same item, agency and people; the money stays held."""
    year = procurement.fiscal_year
    again = Procurement(
        ocid=mint_ocid(year),
        purchaser=procurement.purchaser,
        plan_item=procurement.plan_item,
        retry_of=procurement,
        agency=procurement.agency,
        catalogue_item=procurement.catalogue_item,
        fiscal_year=year,
        title=procurement.title,
        method=procurement.method,
        budget=procurement.budget,
        intention_waiver=procurement.intention_waiver,
        filing_number=_filing_number(act),
        filed_at=act.at,
    )
    act.begin(PROCUREMENT, again)
    people = list(procurement.appointments.order_by("pk"))
    Appointment.objects.bulk_create(Appointment(procurement=again, user=a.user, duty=a.duty, at=act.at) for a in people)
    act.record(again, "procurement.appoint", retry_of=procurement.ocid)
    act.renew_inbox(PROCUREMENT, again)


@PROCUREMENT.performs("reword_end")
def reword_end(procurement: Procurement, act: Act, *, reason: str) -> None:
    """The notice of the end was returned, or its reason needs better words: it goes up for the secrecy check again."""
    procurement.end_reason = reason
    if procurement.announced_at is not None:
        draft_termination(act, procurement)


def draft_termination(act: Act, procurement: Procurement) -> None:
    """Put the notice of the end up for the secrecy check; the sweep releases it as soon as it is checked (SD12)."""
    draft_publication(
        act, procurement, Kind.TERMINATION, title=_("%(title)s终止公告") % {"title": procurement.title},
        purchaser=procurement.purchaser, ocid=procurement.ocid, not_before=act.at, changed=True,
    )  # fmt: skip

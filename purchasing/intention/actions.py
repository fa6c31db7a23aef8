"""Writes of intentions: begun from an approved plan item, edited, released, linked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.values import clock
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.perform import acting, changing
from purchasing.intention.flow import INTENTION
from purchasing.intention.guards import item_is_approved
from purchasing.intention.models import Intention
from purchasing.intention.policies import Can
from purchasing.plan.flow import PLAN_ITEM
from purchasing.plan.models import PlanItem
from purchasing.publication.actions import draft_publication, release_publication
from purchasing.publication.models import Kind


def start_intention(actor: Actor, item: PlanItem) -> Intention:
    """Draft the intention of an approved plan item with the plan's own words, and put it up for the secrecy check.

    Raises Refused("item-not-approved", "intention-exists"), Forbidden outside the unit.
    """
    with acting(actor) as act:
        locked = PlanItem.objects.select_for_update(of=("self",)).select_related("plan__purchaser").get(pk=item.pk)
        if refusal := item_is_approved(locked):
            raise Refused(refusal)
        if Intention.objects.filter(plan_item=locked).exists():
            raise Refused(
                Refusal("intention-exists", _("该事项已有采购意向。"), next_step=_("请打开已有的采购意向办理。"))
            )
        intention = Intention(plan_item=locked, author=act.user, **_prefilled(locked))
        if not allows(actor, Can.BEGIN_INTENTION, locked):
            raise Forbidden(NOT_ALLOWED)
        act.begin(INTENTION, intention)
        _put_up(act, intention)
        act.renew_inbox(PLAN_ITEM, locked)
        return intention


def _prefilled(item: PlanItem) -> dict[str, Any]:
    tasks = "；".join(f"{t.name} {t.quantity.normalize():f} {t.unit}" for t in item.task_lines.all())
    needs = [item.summary, tasks and _("主要工作量：%(tasks)s。") % {"tasks": tasks}]
    needs.append(_("服务期 %(months)s 个月。") % {"months": item.term_months})
    return {
        "title": item.title,
        "needs": "\n".join(line for line in needs if line),
        "budget": item.amount,
        "expected_month": item.expected_month,
        "sme_note": "：".join(t for t in (item.get_reservation_display(), item.reservation_reason) if t)[:300],
    }


def edit_intention(
    actor: Actor, intention: Intention, *, version: int, title: str, needs: str, budget: Decimal, expected_month: date,
    sme_note: str = "", note: str = "",
) -> None:  # fmt: skip
    """Save the draft; a text that was checked goes up for the check again. Raises Refused("over-plan", "stale-version")."""
    with changing(actor, intention, Can.DRAFT_INTENTION, verb="intention.edit", version=version) as (act, row):
        if budget > row.plan_item.amount:
            raise Refused(_over_plan(row.plan_item))
        row.title, row.needs, row.budget, row.expected_month = title, needs, budget, expected_month
        row.sme_note, row.note = sme_note, note
        row.save(update_fields=["title", "needs", "budget", "expected_month", "sme_note", "note"])
        _put_up(act, row)


def _over_plan(item: PlanItem) -> Refusal:
    return Refusal(
        "over-plan",
        _("预算金额不能超过批准的计划金额 %(amount)s 元。") % {"amount": f"{item.amount:,.2f}"},
        rule="R-12",
        article="政府采购法 第六条",
        field="budget",
    )


def _put_up(act: Act, intention: Intention) -> None:
    plan_item = intention.plan_item
    draft_publication(
        act, intention, Kind.INTENTION, title=_("%(title)s采购意向") % {"title": intention.title},
        purchaser=plan_item.plan.purchaser, ocid=plan_item.ocid or "", changed=True,
    )  # fmt: skip


@INTENTION.performs("release")
def release(intention: Intention, act: Act) -> None:
    act.rule("R-11", clock.day_of(act.at))
    intention.released_at = act.at
    release_publication(act, intention, Kind.INTENTION)


@INTENTION.performs("link")
def link(intention: Intention, act: Act) -> None:
    """The procurement it announced has begun; the state says so, nothing else changes."""

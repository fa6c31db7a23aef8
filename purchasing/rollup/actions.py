"""Writes of roll-ups: the snapshot of a year's approved plans, and its way to the co-ordination group."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.capability import holds
from portal.accounts.models import Organization
from portal.accounts.regions import region_of
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.formkeys import answered, keep
from portal.workflow.perform import acting, changing
from purchasing.group.actions import begin_matter
from purchasing.group.models import GroupMatter
from purchasing.plan.models import PlanItem
from purchasing.purchaser.queries import department_of
from purchasing.rollup.models import PlanRollup, RollupRow
from purchasing.rollup.policies import Can
from purchasing.rollup.previews import annex_of
from purchasing.rollup.queries import approved_items

COMPILED = "rollup"  # under which the keys of these forms are kept
AT_ONCE = 2000


def compile_rollup(actor: Actor, year: int, *, form_key: str = "") -> PlanRollup:
    """Take down the approved items of a year in the clerk's region; a form pressed twice does it once.

    Raises Refused("nothing-approved") where there is nothing, Forbidden for anybody but a clerk of finance.
    """
    with acting(actor) as act:
        if key := answered(actor, form_key, COMPILED, lambda row: row.transition == "compile"):
            return PlanRollup.objects.get(pk=key.subject_pk)
        if act.membership is None or act.user is None or not holds(actor, Can.COMPILE_ROLLUP):
            raise Forbidden(NOT_ALLOWED)
        rollup = PlanRollup.objects.create(
            finance=act.membership.organization, fiscal_year=year, total=0, count=0, compiled_at=act.at,
            compiled_by=act.user,
        )  # fmt: skip
        rows = (_row(rollup, item) for item in _items(rollup))
        while chunk := list(islice(rows, AT_ONCE)):
            RollupRow.objects.bulk_create(chunk)
        sums = rollup.rows.aggregate(count=Count("pk"), total=Sum("amount"))
        if not sums["count"]:
            raise Refused(_nothing(year))
        rollup.count, rollup.total = sums["count"], sums["total"]
        rollup.save(update_fields=["count", "total"])
        act.record(rollup, "rollup.compile", count=rollup.count, total=str(rollup.total))
        keep(actor, form_key, flow=COMPILED, transition="compile", subject_pk=rollup.pk, at=act.at)
        return rollup


def _items(rollup: PlanRollup) -> Iterator[PlanItem]:
    items = approved_items(rollup.finance, rollup.fiscal_year).select_related(
        "plan__purchaser__organization", "plan__purchaser__budget_supervisor", "catalogue_item__parent"
    )
    return items.order_by("plan", "seq").iterator(AT_ONCE)


def _row(rollup: PlanRollup, item: PlanItem) -> RollupRow:
    purchaser, entry = item.plan.purchaser, item.catalogue_item
    department = department_of(purchaser)
    group = entry.parent or entry
    return RollupRow(
        rollup=rollup, item=item, title=item.title, region=region_of(purchaser.organization.region),
        unit=purchaser.organization.name, department=department, department_name=department.name,
        group=group.code, group_name=group.name_zh, code=entry.code, source=item.category, amount=item.this_year,
    )  # fmt: skip


def send_rollup(actor: Actor, rollup: PlanRollup, *, group: Organization, summary: str, version: int) -> GroupMatter:
    """Put a snapshot before the group with its four tables. Raises Refused("stale-version"), Forbidden once it was sent."""
    with changing(actor, rollup, Can.SEND_ROLLUP, verb="rollup.send", version=version) as (act, row):
        matter = begin_matter(
            act, group=group, proposer=row.finance, kind=GroupMatter.Kind.ROLLUP, title=str(row), summary=summary,
            link=row.get_absolute_url(), annex=annex_of(row),
        )  # fmt: skip
        row.matter = matter
        row.save(update_fields=["matter"])
        return matter


def _nothing(year: int) -> Refusal:
    return Refusal(
        "nothing-approved",
        _("%(year)s 年度还没有批准的购买事项，没有可以汇总的内容。") % {"year": year},
        next_step=_("请先批复各单位的年度计划，或核对年度。"),
        field="year",
    )

"""Review has no state of its own: it drives the procurement's."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.outbox import declare
from portal.workflow.separation import name_verbs
from purchasing.plan.flow import PLAN_ITEM
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import State
from purchasing.review import guards, queries
from purchasing.review.policies import Can

if TYPE_CHECKING:
    from purchasing.procurement.models import Procurement

PLAN_ITEM.requires("release", guards.representatives_are_enough)
PROCUREMENT.requires("check_qualification", guards.every_bid_is_checked)
PROCUREMENT.requires(
    "start_review",
    guards.enough_bids_qualify,
    guards.committee_is_complete,
    guards.draw_was_watched,
    guards.draw_is_recent,
    guards.all_have_declared,
)
PROCUREMENT.requires(
    "finish_review",
    guards.enough_bids_conform,
    guards.committee_is_complete,
    guards.draw_was_watched,
    guards.all_have_declared,
    guards.report_is_signed,
)


def _committee(procurement: Procurement) -> str:
    return reverse("committee", args=[procurement.ocid])


SEATING = {State.OPENED, State.QUALIFICATION, State.REVIEWING}
PROCUREMENT.task(
    "draw_experts",
    label=_("抽取评审专家"),
    source=SEATING,
    who=Can.RUN_COMMITTEE,
    needed=queries.lacks_members,
    page=_committee,
)
PROCUREMENT.task(
    "watch_draw",
    label=_("见证专家抽取"),
    source=SEATING,
    who=Can.WATCH_DRAW,
    when=Q(committee__isnull=False, committee__watched_at=None),
    page=_committee,
)
PROCUREMENT.task(
    "choose_chair",
    label=_("登记评委会组长"),
    source=SEATING,
    who=Can.RUN_COMMITTEE,
    needed=queries.lacks_a_chair,
    page=_committee,
)
members_task = partial(
    PROCUREMENT.task, model="purchasing.CommitteeMember", along="committee__procurement", who=Can.SIT_IN_REVIEW
)
members_task(
    "declare",
    label=_("签署回避声明"),
    source={State.QUALIFICATION, State.REVIEWING},
    when=Q(declared_at=None),
)
members_task(
    "find_conformity",
    label=_("填写符合性审查结论"),
    source=State.REVIEWING,
    when=Q(declared_at__isnull=False, conformity=None),
)
members_task(
    "fill_sheet",
    label=_("打分"),
    source=State.REVIEWING,
    when=Q(declared_at__isnull=False, sheet_done_at=None),
    needed=queries.sheets_are_open,
)
members_task(
    "sign_report",
    label=_("签署评审报告"),
    source=State.REVIEWING,
    when=Q(signed_at=None),
    needed=queries.is_ranked,
)
declare("review.drawn", "review.stepped_back", "review.too_few_conform", "review.recheck", "review.ranked")
name_verbs(
    {
        "review.qualification": _("填写资格审查结论"),
        "review.draw": _("抽取评审专家"),
        "review.watch": _("见证专家抽取"),
        "review.excuse": _("更换评委"),
        "review.chair": _("登记评委会组长"),
        "review.declare": _("签署回避声明"),
        "review.conformity": _("填写符合性审查结论"),
        "review.sheet": _("保存评分表"),
        "review.finish_sheet": _("完成打分"),
        "review.recheck": _("客观分不一致，重新开放评分表"),
        "review.rank": _("汇总评分"),
        "review.sign": _("签署评审报告"),
    }
)

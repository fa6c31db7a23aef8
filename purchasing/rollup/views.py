"""The pages of roll-ups: the list, one snapshot by four ways, its rows, what came since, and its way to the group."""

from __future__ import annotations

from typing import Any

import django_filters
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, holds
from portal.accounts.regions import name_of
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.listing import Column, listing
from portal.ui.sheet import answer
from portal.ui.subjects import linkable
from portal.values import clock
from purchasing.group.models import GroupMatter
from purchasing.rollup import queries
from purchasing.rollup.actions import compile_rollup, send_rollup
from purchasing.rollup.forms import CompileForm, SendForm
from purchasing.rollup.models import PlanRollup, RollupRow
from purchasing.rollup.policies import Can
from purchasing.rollup.previews import TITLES, groups_of


def _what(row: Any) -> str:
    if row.then is None:
        return _("汇总后批准")
    return _("金额调整") if row.then != row.this_year else _("取消或退出")


COLUMNS = [
    Column("title", gettext_lazy("汇总"), str, href="self", note="finance.name"),
    Column("fiscal_year", gettext_lazy("年度")),
    Column("count", gettext_lazy("事项数"), kind="number"),
    Column("total", gettext_lazy("金额（元）"), kind="money"),
    Column("compiled_at", gettext_lazy("汇总时间"), kind="instant"),
    Column("compiled_by", gettext_lazy("汇总人"), "compiled_by.display_name", shown=False),
    Column("matter", gettext_lazy("小组议题"), lambda row: row.matter.get_state_display() if row.matter else ""),
]
ROWS = [
    Column(
        "title", gettext_lazy("购买事项"), href=lambda row: f"/desk/plan-items/{row.item_id}/" if row.readable else ""
    ),
    Column("region", gettext_lazy("区域"), lambda row: name_of(row.region)),
    Column("unit", gettext_lazy("购买单位")),
    Column("department", gettext_lazy("主管单位"), "department_name"),
    Column("group", gettext_lazy("目录"), lambda row: f"{row.group} {row.group_name}", shown=False),
    Column("code", gettext_lazy("目录品目")),
    Column("source", gettext_lazy("资金来源"), "get_source_display"),
    Column("amount", gettext_lazy("金额（元）"), kind="money"),
]
SINCE = [
    Column("title", gettext_lazy("购买事项"), href=lambda row: row.get_absolute_url() if row.readable else ""),
    Column("region", gettext_lazy("区域"), lambda row: name_of(row.plan.purchaser.organization.region), shown=False),
    Column("unit", gettext_lazy("购买单位"), "plan.purchaser.organization.name"),
    Column("what", gettext_lazy("变化"), _what),
    Column("then", gettext_lazy("汇总时（元）"), kind="money"),
    Column("amount", gettext_lazy("现金额（元）"), "this_year", kind="money"),
    Column("state", gettext_lazy("状态"), kind="state"),
]


def _rows_filter(rollup: PlanRollup) -> type[django_filters.FilterSet]:
    """Narrows the rows by the four ways, each offering what the snapshot has."""
    fields = {
        group["way"]: django_filters.ChoiceFilter(
            label=TITLES[group["way"]][1], empty_label=gettext_lazy("全部"),
            choices=[(str(figure.value), figure.label) for figure in group["figures"]],
        )
        for group in groups_of(rollup)
    }  # fmt: skip
    meta = type("Meta", (), {"model": RollupRow, "fields": tuple(fields)})
    return type("RowFilter", (django_filters.FilterSet,), {**fields, "Meta": meta})


@requires(Can.READ_ROLLUP)
@require_safe
def rollups(request: HttpRequest) -> HttpResponseBase:
    actor = signed_actor(request)
    page = listing(
        request, queries.rollups_for(actor), columns=COLUMNS, key=("-id",), name="rollups",
        empty=_("全市及各县（市、区）已批准计划的汇总会列在这里。"),
    )  # fmt: skip
    new = "rollup-new" if holds(actor, Can.COMPILE_ROLLUP) else ""
    return page.respond("purchasing/desk_list.html", title=_("计划汇总"), new=new, new_label=_("汇总年度计划"))


@requires(Can.COMPILE_ROLLUP)
@require_http_methods(["GET", "POST"])
def rollup_new(request: HttpRequest) -> HttpResponse:
    form = CompileForm(request.POST or None, initial={"year": clock.today().year})

    def act(key: str, year: int) -> PlanRollup:
        return compile_rollup(signed_actor(request), year, form_key=key)

    lead = _("记下此刻全市及各县（市、区）已批准的购买事项，此后批准或调整的另行列出。")
    return answer(request, form, act, title=_("汇总年度计划"), trail=[_list()], said=_("已汇总。"), lead=lead)


@requires(Can.READ_ROLLUP, PlanRollup, related=queries.RELATED)
@require_safe
def rollup(request: HttpRequest, rollup: PlanRollup) -> HttpResponse:
    """One snapshot: its sums, by region, department, catalogue and source, every figure with the address of its rows."""
    context = {
        "rollup": rollup,
        "groups": groups_of(rollup),
        "drift": queries.drift(rollup),
        "may_send": allows(signed_actor(request), Can.SEND_ROLLUP, rollup),
        "history": acts_on(rollup),
    }
    return render(request, "purchasing/rollup/rollup.html", context)


@requires(Can.READ_ROLLUP, PlanRollup, related=queries.RELATED)
@require_safe
def rows(request: HttpRequest, rollup: PlanRollup) -> HttpResponseBase:
    page = listing(
        request, queries.rows_for(signed_actor(request), rollup), columns=ROWS, filterset=_rows_filter(rollup),
        key=("id",), name=f"rollup-{rollup.fiscal_year}-{rollup.pk}", search=("title", "unit", "department_name", "code"),
    )  # fmt: skip
    return page.respond("purchasing/rollup/rows.html", rollup=rollup, title=_("汇总的事项"))


@requires(Can.READ_ROLLUP, PlanRollup, related=queries.RELATED)
@require_safe
def since(request: HttpRequest, rollup: PlanRollup) -> HttpResponseBase:
    page = listing(
        request, linkable(signed_actor(request), queries.since(rollup)), columns=SINCE, key=("-id",),
        name=f"rollup-{rollup.fiscal_year}-{rollup.pk}-since", search=("title", "plan__purchaser__organization__name"),
        empty=_("汇总之后没有新批准、调整或取消的事项。"),
    )  # fmt: skip
    return page.respond("purchasing/rollup/rows.html", rollup=rollup, title=_("汇总之后的变化"))


@requires(Can.SEND_ROLLUP, PlanRollup, read=Can.READ_ROLLUP)
@require_http_methods(["GET", "POST"])
def rollup_send(request: HttpRequest, rollup: PlanRollup) -> HttpResponse:
    form = SendForm(request.POST or None, today=clock.today(), initial={"version": rollup.version})

    def act(key: str, **values: Any) -> GroupMatter:
        return send_rollup(signed_actor(request), rollup, **values)

    def fresh() -> int:
        rollup.refresh_from_db(fields=["version"])
        return rollup.version

    back = rollup.get_absolute_url()
    way = [_list(), (str(rollup), back)]
    said = _("已提交，由小组办公室列入议程。")
    return answer(request, form, act, title=_("提交协调推进小组"), trail=way, said=said, back=back, fresh=fresh)


def _list() -> tuple[str, str]:
    return _("计划汇总"), reverse("rollups")

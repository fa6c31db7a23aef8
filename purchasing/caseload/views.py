"""The queue of a finance office: what waits for its clerks and approvers, by limit, by amount or by how long."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.accounts.actor import signed_actor
from portal.ui.access import requires
from portal.ui.components.filters import yuan
from portal.ui.listing import Column, Facet, Sort, listing
from portal.values import clock
from portal.workflow.flow import Flow
from purchasing.caseload.filters import CaseFilter, kinds
from purchasing.caseload.policies import FINANCE, Can
from purchasing.caseload.queries import caseload_for, matching, totals


def _unit(row: Any) -> str:
    return "" if row.unit is None or row.unit in row.title else row.unit


def _step(row: Any) -> str:
    return str(Flow.registry[row.flow].step(row.transition).label)


def _handled(row: Any) -> str:
    return _("最近经办：%(name)s") % {"name": row.handler} if row.handler else ""


def _left(row: Any) -> str:
    if row.due_on is None:
        return ""
    days = (row.due_on - clock.today()).days
    if days < 0:
        return _("已超 %(days)s 天") % {"days": -days}
    return _("还有 %(days)s 天") % {"days": days} if days else _("今天到期")


def _waited(row: Any) -> str:
    return _("已等 %(days)s 天") % {"days": (clock.today() - clock.day_of(row.waiting_since)).days}


COLUMNS = [
    Column("title", gettext_lazy("事项"), href=lambda row: str(row.url), note=_unit),
    Column("kind", gettext_lazy("类别"), lambda row: str(Flow.registry[row.flow].label)),
    Column("unit", gettext_lazy("购买单位"), shown=False),
    Column("lines", gettext_lazy("含事项"), kind="number"),
    Column("amount", gettext_lazy("金额（元）"), kind="money"),
    Column("step", gettext_lazy("待办"), _step),
    Column("holder", gettext_lazy("待谁办理"), lambda row: row.get_role_display(), note=_handled),
    Column("handler", gettext_lazy("最近经办"), shown=False),
    Column("waiting_since", gettext_lazy("等待自"), kind="day", note=_waited),
    Column("due_on", gettext_lazy("时限"), kind="day", note=_left),
]
SORTS = [
    Sort("due", gettext_lazy("时限最近"), ("sort_on", "waiting_since")),
    Sort("amount", gettext_lazy("金额最大"), ("-amount",)),
    Sort("waiting", gettext_lazy("等待最久"), ("waiting_since",)),
]
FACETS = [Facet("flow", options=kinds), Facet("role", options=[(role.value, role.label) for role in FINANCE])]


@requires(Can.READ_CASELOAD)
@require_safe
def caseload(request: HttpRequest) -> HttpResponseBase:
    """One list for clerks and approvers: who has it stands in each line."""
    page = listing(
        request, caseload_for(signed_actor(request)), columns=COLUMNS, filterset=CaseFilter, facets=FACETS,
        search=matching, order=SORTS, name="caseload",
        empty=_("单位报送的计划、调整、新增预算申请和预算调剂，等待财政办理的会列在这里。"),
    )  # fmt: skip
    if not page.form:
        found = totals(page.matching)
        page.summary = _("含 %(lines)s 项，合计 %(sum)s 元") % {"lines": found.lines, "sum": yuan(found.amount)}
    lead = _("本级财政经办和审批人手上的全部事项")
    return page.respond("purchasing/desk_list.html", title=_("待财政办理"), lead=lead)

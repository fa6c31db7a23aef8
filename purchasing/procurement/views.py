"""The desk's pages of procurements: the list by scope, and the one page on which everything about one hangs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, ask
from portal.reports.actions import reports_of
from portal.ui.access import requires
from portal.ui.components.filters import localday
from portal.ui.drafts import show_refusals
from portal.ui.listing import Column, listing
from portal.ui.parts import Fact
from portal.ui.subjects import linkable
from portal.ui.transitions import rights_for_buttons
from portal.values import clock
from portal.values.refusal import Refused
from portal.values.together import fetch_together, lists_in
from purchasing.procurement import queries
from purchasing.procurement.actions import add_appointee, replace_appointee
from purchasing.procurement.filters import ProcurementFilter
from purchasing.procurement.forms import AppointeeForm, SuccessorForm
from purchasing.procurement.guards import SEVERAL
from purchasing.procurement.life import rights_of_stops, stops_of
from purchasing.procurement.models import Appointment, Procurement
from purchasing.procurement.panels import joins, panels_for, rights_in
from purchasing.procurement.policies import Can

COLUMNS = (
    Column("title", _("项目名称"), href="self", note="ocid"),
    Column("ocid", _("项目编号"), shown=False),
    Column("unit", _("购买单位"), "purchaser.organization.name"),
    Column("agency", _("代理机构"), "agency.name"),
    Column("budget", _("预算金额（元）"), kind="money"),
    Column("announced_at", _("公告时间"), kind="day"),
    Column("closes_at", _("投标截止"), kind="instant"),
    Column("state", _("状态"), kind="state"),
)
RELATED = ("purchaser__organization", "agency", "catalogue_item", "plan_item__plan", "plan_item__intention", "retry_of")


def _related() -> tuple[str, ...]:
    return (*RELATED, *joins())


@requires(Can.READ_PROCUREMENT)
@require_safe
def procurements(request: HttpRequest) -> HttpResponseBase:
    page = listing(
        request, queries.procurements_for(signed_actor(request)), columns=COLUMNS,
        filterset=ProcurementFilter, search=("title", "ocid", "purchaser__organization__name"), key=("-id",),
        name="procurements", empty=_("备案实施计划之后，采购项目会列在这里。"),
    )  # fmt: skip
    return page.respond("purchasing/procurement/list.html")


@requires(Can.READ_PROCUREMENT, Procurement, key="ocid", related=_related)
@require_safe
def procurement(request: HttpRequest, row: Procurement) -> HttpResponse:
    """The spine for staff: life line, state, facts, moves, limits, publications, and the parts of every aggregate."""
    actor = signed_actor(request)
    rights = [Can.APPOINT, *rights_for_buttons(row)]
    ask(actor, [*((row, can) for can in rights), *rights_in(row), *rights_of_stops(row)])
    panels = panels_for(request, row)
    context = {
        "procurement": row,
        "stops": stops_of(row, actor),
        "facts": _facts(row),
        "limits": queries.limits_of(row),
        "periods": queries.periods_of(row),
        "today": clock.today(),
        "appointments": queries.appointments_of(row),
        "may_appoint": allows(actor, Can.APPOINT, row),
        "several": SEVERAL,
        "publications": linkable(actor, queries.publications_of(row)),
        "reports": reports_of(row),
        "panels": panels,
        "entries": queries.history_of(row),
    }
    fetch_together(*lists_in([*context.values(), *(value for part in panels for value in part.context.values())]))
    return render(request, "purchasing/procurement/detail.html", context)


@requires(Can.APPOINT, Procurement, key="ocid", read=Can.READ_PROCUREMENT)
def reappoint(request: HttpRequest, row: Procurement, appointment: int) -> HttpResponse:
    """Hand one duty to another person."""
    held = get_object_or_404(row.appointments.select_related("user", "procurement"), pk=appointment)
    form = SuccessorForm(request.POST or None, actor=signed_actor(request), duty=held.duty)
    if request.method == "POST" and form.is_valid():
        actor, data = signed_actor(request), form.cleaned_data
        try:
            replace_appointee(actor, held, data["user"], remark=data["remark"])
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, _("已更换人员。"))
            return redirect(row)
    context = {"procurement": row, "appointment": held, "form": form}
    return render(request, "purchasing/procurement/reappoint.html", context, status=422 if form.is_bound else 200)


@requires(Can.APPOINT, Procurement, key="ocid", read=Can.READ_PROCUREMENT)
def appoint(request: HttpRequest, row: Procurement, duty: str) -> HttpResponse:
    """Charge one more person with a duty of several."""
    if duty not in SEVERAL:
        raise Http404
    form = AppointeeForm(request.POST or None, actor=signed_actor(request), duty=duty)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            add_appointee(signed_actor(request), row, duty, data["user"], remark=data["remark"])
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, _("已增派人员。"))
            return redirect(row)
    held = queries.appointed(row, duty)
    context = {"procurement": row, "duty": Appointment.Duty(duty).label, "held": held, "form": form}
    return render(request, "purchasing/procurement/appoint.html", context, status=422 if form.is_bound else 200)


def _facts(row: Procurement) -> list[Fact]:
    shown: list[tuple[Any, Any, Any]] = [
        (_("购买单位"), row.purchaser, ""),
        (_("采购代理机构"), row.agency, ""),
        (_("目录品目"), f"{row.catalogue_item.code} {row.catalogue_item.name_zh}", ""),
        (_("采购方式"), row.get_method_display(), ""),
        (_("预算金额（元）"), f"{row.budget:,.2f}", ""),
        (_("最高限价（元）"), f"{row.ceiling:,.2f}" if row.ceiling is not None else "", ""),
        (_("实施计划备案号"), row.filing_number, localday(row.filed_at)),
        (_("不公开采购意向的理由"), row.intention_waiver, ""),
        (_("招标文件获取截止"), row.documents_until and row.documents_until.isoformat(), ""),
        (_("重新采购自"), row.retry_of.ocid if row.retry_of else "", ""),
        (_("终止或废标理由"), row.end_reason, ""),
    ]
    return [Fact(label, value, note) for label, value, note in shown if value]

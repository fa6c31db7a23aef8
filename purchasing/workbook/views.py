"""The pages of workbooks: give one out, take one in, say what is wrong, and put it into the plan."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows
from portal.files.storage import read_checked
from portal.ui.access import requires
from portal.ui.drafts import show_refusals, typed_version
from portal.values.refusal import Refused
from portal.values.tables import UnreadableTable
from purchasing.plan.models import AnnualPlan
from purchasing.plan.policies import Can as PlanCan
from purchasing.workbook import queries
from purchasing.workbook.actions import take_workbook, upload_workbook
from purchasing.workbook.forms import WorkbookForm
from purchasing.workbook.models import PlanWorkbook
from purchasing.workbook.policies import Can
from purchasing.workbook.template import CONTENT_TYPE, blank

PLAN = ("purchaser__organization",)
RELATED = ("plan__purchaser__organization", "uploaded_by", "taken_by", "file")


@requires(PlanCan.EDIT_PLAN, AnnualPlan, read=PlanCan.READ_PLAN, related=PLAN)
@require_http_methods(["GET", "POST"])
def workbook(request: HttpRequest, plan: AnnualPlan) -> HttpResponse:
    """Download the form, send it in filled, and see what was sent before."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(upload_workbook(signed_actor(request), plan, form.cleaned_data["workbook"]))
        except UnreadableTable as unreadable:
            form.add_error("workbook", str(unreadable))
        except Refused as refused:
            show_refusals(form, refused)
    context = {"plan": plan, "form": form, "workbooks": queries.workbooks_of(plan)}
    return render(request, "purchasing/workbook/workbook.html", context, status=422 if form.is_bound else 200)


@requires(PlanCan.EDIT_PLAN, AnnualPlan, read=PlanCan.READ_PLAN, related=PLAN)
@require_safe
def template(request: HttpRequest, plan: AnnualPlan) -> HttpResponse:
    return _download(blank(plan), f"{plan.fiscal_year}-plan.xlsx")


@requires(Can.READ_WORKBOOK, PlanWorkbook, related=RELATED)
@require_safe
def checked(request: HttpRequest, workbook: PlanWorkbook) -> HttpResponse:
    """What the check found, item by item; where nothing is wrong, the button that puts it into the plan."""
    context = {
        "workbook": workbook,
        "plan": workbook.plan,
        "verdict": workbook.verdict,
        "total": queries.total_of(workbook),
        "may_take": workbook.taken_at is None and allows(signed_actor(request), Can.TAKE_WORKBOOK, workbook),
    }
    return render(request, "purchasing/workbook/checked.html", context)


@requires(Can.TAKE_WORKBOOK, PlanWorkbook, read=Can.READ_WORKBOOK, related=RELATED)
@require_POST
def take(request: HttpRequest, workbook: PlanWorkbook) -> HttpResponse:
    try:
        taken = take_workbook(signed_actor(request), workbook, version=typed_version(request))
    except Refused as refused:
        context = {
            "workbook": workbook, "plan": workbook.plan, "verdict": workbook.verdict, "total": queries.total_of(workbook),
            "may_take": True, "refusals": refused.refusals,
        }  # fmt: skip
        workbook.plan.refresh_from_db(fields=["version"])
        return render(request, "purchasing/workbook/checked.html", context, status=409)
    messages.success(request, _("已写入计划：%(count)s 项。") % {"count": len(taken.verdict["items"])})
    return redirect(workbook.plan)


@requires(Can.READ_WORKBOOK, PlanWorkbook, related=RELATED)
@require_safe
def marked(request: HttpRequest, workbook: PlanWorkbook) -> HttpResponse:
    """The workbook as it came in, with what is wrong beside each row."""
    content = queries.marked_copy(workbook, b"".join(read_checked(workbook.file)))
    return _download(content, f"{workbook.plan.fiscal_year}-plan-checked.xlsx")


def _download(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=CONTENT_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )

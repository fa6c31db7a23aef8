"""The pages of tables of grants: give the form out, take a table in, say what each row would do, and grant it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, holds
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.components.status import badge
from portal.ui.drafts import show_refusals
from portal.ui.listing import Column, Facet, listing
from portal.ui.parts import Tone
from portal.values import clock
from portal.values.refusal import Refusal, Refused
from portal.values.tables import UnreadableTable
from purchasing.sheet import queries
from purchasing.sheet.actions import take_sheet, upload_sheet
from purchasing.sheet.filters import RowFilter
from purchasing.sheet.forms import SheetForm
from purchasing.sheet.models import BudgetSheet, SheetRow
from purchasing.sheet.policies import Can
from purchasing.sheet.template import CONTENT_TYPE, blank

RELATED = ("finance", "file", "uploaded_by", "taken_by")


def _row_words(row: SheetRow) -> str:
    return _("第 %(row)s 行") % {"row": row.number}


TONES: dict[str, Tone] = {"new": "info", "added": "ok", "faulty": "bad"}
ROWS = [
    Column("number", gettext_lazy("行"), shown=False),
    Column("unit", gettext_lazy("购买单位"), lambda row: row.purchaser or row.unit, note=_row_words),
    Column("code", gettext_lazy("代码"), shown=False),
    Column("name", gettext_lazy("预算项目"), note="code"),
    Column("category", gettext_lazy("资金类别"), shown=False),
    Column("typed", gettext_lazy("填写的金额"), shown=False),
    Column("amount", gettext_lazy("金额（元）"), kind="money"),
    Column(
        "badge", gettext_lazy("检查"), lambda row: badge(TONES[row.verdict], row.get_verdict_display()), exported=False
    ),
    Column("verdict", gettext_lazy("检查"), "get_verdict_display", shown=False),
    Column("said", gettext_lazy("检查结果")),
]


@requires(Can.READ_SHEET)
@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest) -> HttpResponse:
    """Download the form, send a table in, and see what was sent before."""
    actor = signed_actor(request)
    form = SheetForm(request.POST or None, request.FILES or None, today=clock.today())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            done = upload_sheet(actor, year=data["fiscal_year"], document=data["document"], checked=data["table"])
            return redirect(done)
        except UnreadableTable as unreadable:
            form.add_error("table", str(unreadable))
        except Refused as refused:
            show_refusals(form, refused)
    context = {"form": form, "sheets": queries.sheets_for(actor), "may_upload": holds(actor, Can.TAKE_SHEET)}
    return render(request, "purchasing/sheet/sheets.html", context, status=422 if form.is_bound else 200)


@requires(Can.READ_SHEET)
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    disposition = {"Content-Disposition": 'attachment; filename="budget.xlsx"'}
    return HttpResponse(blank(), content_type=CONTENT_TYPE, headers=disposition)


@requires(Can.READ_SHEET, BudgetSheet, related=RELATED)
@require_safe
def sheet(request: HttpRequest, sheet: BudgetSheet) -> HttpResponseBase:
    """What each row would do or what is wrong with it; where nothing is, the button that grants it all."""
    return _page(request, sheet)


def _page(request: HttpRequest, sheet: BudgetSheet, refusals: tuple[Refusal, ...] = ()) -> HttpResponseBase:
    page = listing(
        request, queries.rows_of(sheet), columns=ROWS, filterset=RowFilter, facets=[Facet("verdict")], key=("number", "id"),
        page_size=50, name=f"budget-sheet-{sheet.pk}", search=("unit", "code", "name"),
        empty=_("表格里的各行会列在这里。"),
    )  # fmt: skip
    may_take = sheet.taken_at is None and not sheet.is_faulty and allows(signed_actor(request), Can.TAKE_SHEET, sheet)
    answer = page.respond(
        "purchasing/sheet/sheet.html", sheet=sheet, refusals=refusals, may_take=may_take, history=acts_on(sheet)
    )
    if refusals:
        answer.status_code = 409
    return answer


@requires(Can.TAKE_SHEET, BudgetSheet, read=Can.READ_SHEET, related=RELATED)
@require_POST
def take(request: HttpRequest, sheet: BudgetSheet) -> HttpResponseBase:
    try:
        taken = take_sheet(signed_actor(request), sheet)
    except Refused as refused:
        return _page(request, sheet, refused.refusals)
    messages.success(request, _("已登记 %(count)s 个预算项目。") % {"count": taken.row_count})
    return redirect(taken)

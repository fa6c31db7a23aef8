"""The pages on which finance says who may buy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import holds
from portal.accounts.queries import offered_organisations
from portal.ui.access import requires
from portal.ui.listing import Column, listing
from portal.ui.system.sheets import Sheet, page, send
from purchasing.purchaser.actions import add_purchaser, edit_purchaser
from purchasing.purchaser.forms import PurchaserEditForm, PurchaserForm
from purchasing.purchaser.models import Purchaser
from purchasing.purchaser.policies import Can
from purchasing.purchaser.queries import purchasers_for

COLUMNS = [
    Column("name", gettext_lazy("购买单位"), "organization.name", href="self"),
    Column("kind", gettext_lazy("类型"), "get_kind_display"),
    Column(
        "supervisor", gettext_lazy("主管预算单位"), lambda p: p.budget_supervisor.name if p.budget_supervisor else ""
    ),
    Column("eligible", gettext_lazy("可以购买服务"), lambda p: _("是") if p.eligible else _("否")),
    Column("uscc", gettext_lazy("统一社会信用代码"), "organization.uscc", shown=False),
]


@requires(Can.READ_PURCHASER)
@require_safe
def purchasers(request: HttpRequest) -> HttpResponseBase:
    actor = signed_actor(request)
    rows = listing(
        request, purchasers_for(actor), columns=COLUMNS, key=("organization__name", "id"), name="purchasers",
        search=("organization__name", "organization__uscc"), empty=_("购买单位会列在这里。"),
    )  # fmt: skip
    new = "purchaser-new" if holds(actor, Can.KEEP_PURCHASER) else ""
    return rows.respond("purchasing/desk_list.html", title=_("购买单位"), new=new, new_label=_("登记购买单位"))


@requires(Can.KEEP_PURCHASER)
@require_http_methods(["GET", "POST"])
def purchaser_new(request: HttpRequest) -> HttpResponse:
    form = PurchaserForm(request.POST or None)
    return _answer(request, form, _("登记购买单位"), lambda act: add_purchaser(act, **form.cleaned_data))


@requires(Can.KEEP_PURCHASER, Purchaser, read=Can.READ_PURCHASER, related=("organization", "budget_supervisor"))
@require_http_methods(["GET", "POST"])
def purchaser_edit(request: HttpRequest, purchaser: Purchaser) -> HttpResponse:
    supervisor = purchaser.budget_supervisor
    shown = {
        "kind": purchaser.kind, "eligible": purchaser.eligible, "version": purchaser.version,
        "supervisor": f"{supervisor.uscc} {supervisor.name}" if supervisor else "",
    }  # fmt: skip
    form = PurchaserEditForm(request.POST or None, initial=shown)
    return _answer(
        request, form, _("修改购买单位资料"), lambda act: edit_purchaser(act, purchaser, **form.cleaned_data), purchaser
    )


def _answer(
    request: HttpRequest, form: Any, title: str, write: Any, purchaser: Purchaser | None = None
) -> HttpResponse:
    sheet = Sheet(
        "purchaser", title, form, [(_("购买单位"), reverse("purchasers"))], purchaser,
        submit=_("保存"), lead=purchaser.organization.name if purchaser else "", options=offered_organisations(),
    )  # fmt: skip
    if send(request, sheet, write) is None:
        return page(request, sheet)
    messages.success(request, _("已保存。"))
    return redirect(sheet.back)

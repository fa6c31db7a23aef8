"""Where purchases are split, for finance; and the page on which its approver permits it."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

import portal.statutes as statutes
from portal.accounts.actor import signed_actor
from portal.accounts.capability import holds
from portal.ui.access import requires
from portal.ui.drafts import show_refusals, typed_key
from portal.values import clock
from portal.values.refusal import Refused
from purchasing.budget.models import BudgetLine
from purchasing.splitting.actions import permit
from purchasing.splitting.forms import PermitForm
from purchasing.splitting.guards import THRESHOLD
from purchasing.splitting.policies import Can
from purchasing.splitting.queries import splittings, splittings_for


@requires(Can.READ_SPLITTING)
@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """Every group above the open tender's sum, permitted or not."""
    actor = signed_actor(request)
    limit = statutes.on(THRESHOLD, clock.today())
    rows = splittings_for(actor, limit.value)
    context = {"rows": rows, "limit": limit, "permits": holds(actor, Can.PERMIT_SPLITTING)}
    return render(request, "purchasing/splitting/list.html", context)


@requires(Can.PERMIT_SPLITTING, BudgetLine, read=Can.READ_SPLITTING, related=("purchaser__organization",))
@require_http_methods(["GET", "POST"])
def permit_page(request: HttpRequest, line: BudgetLine, category: str) -> HttpResponse:
    limit = statutes.on(THRESHOLD, clock.today()).value
    rows = splittings(BudgetLine.objects.filter(pk=line.pk), limit)
    row = next((each for each in rows if each.category == category), None)
    if row is None:
        raise Http404(_("没有找到，或不在您的办理范围内。"))
    form = PermitForm(request.POST or None, initial={"up_to": row.total})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            permit(signed_actor(request), line, category, form_key=typed_key(request), **form.cleaned_data)
        except Refused as refused:
            show_refusals(form, refused)
            status = 409
        else:
            messages.success(request, _("已核准。"))
            return redirect("splittings")
    context = {"row": row, "form": form, "form_key": typed_key(request) or secrets.token_urlsafe(16)}
    return render(request, "purchasing/splitting/permit.html", context, status=status)

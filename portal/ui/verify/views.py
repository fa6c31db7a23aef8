"""Whoever holds a paper learns whether it is genuine, whether it still holds, and the fingerprint of the right file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.reports.codes import shown, typed
from portal.reports.models import Report
from portal.ui.access import public
from portal.ui.verify.forms import CodeForm


@public
@require_safe
def verify(request: HttpRequest) -> HttpResponse | HttpResponseRedirect:
    """Ask for a code; a well-formed one leads to its own address."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("verify:result", code=form.cleaned_data["code"])
    return render(request, "ui/verify/form.html", {"form": form}, status=422 if form.is_bound else 200)


@public
@require_safe
@never_cache
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of one paper; 404 with the same page for a code that was never issued."""
    plain = typed(code)
    report = Report.objects.select_related("file", "superseded_by").filter(code=plain).first() if plain else None
    context = {"report": report, "code": shown(plain), "form": CodeForm()}
    return render(request, "ui/verify/result.html", context, status=200 if report else 404)

"""The published checkpoints of the audit record: anyone may keep them and compare later."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from portal.audit.canonical import instant
from portal.audit.models import Checkpoint
from portal.ui.access import public

PAGE = 100
LARGEST = 2**63 - 1


@public
@require_safe
def checkpoints(request: HttpRequest) -> HttpResponse:
    """The newest roots, or those before `?before=<number>`; 400 when that is no number.

    Roots only: how many files and acts there are must not be told before they are public.
    """
    before = request.GET.get("before", str(LARGEST))
    if not (before.isascii() and before.isdigit() and int(before) <= LARGEST):
        return JsonResponse({"error": "before must be a number"}, status=400)
    rows = Checkpoint.objects.filter(number__lt=int(before)).order_by("-number")[:PAGE]
    shown = [{"number": r.number, "at": instant(r.at), "root": r.root, "previous": r.previous} for r in rows]
    return JsonResponse({"tree": "RFC 9162, SHA-256", "checkpoints": shown})

"""The opening page: the clock, who gave a part, the part's form for a holder, and the record once it is done."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows
from portal.reports.actions import reports_of
from portal.ui.access import requires
from portal.ui.drafts import typed_key
from portal.ui.page import render_together
from portal.values import clock
from portal.values.refusal import Refusal, Refused
from purchasing.bid.queries import fingerprints
from purchasing.opening.actions import give_key_part
from purchasing.opening.forms import KeyPartForm
from purchasing.opening.models import Opening, State
from purchasing.opening.policies import Can
from purchasing.opening.queries import PARTS_NEEDED, holders_with_parts
from purchasing.opening.reports import KIND

RELATED = ("procurement__purchaser__organization", "procurement__agency")


@requires(Can.READ_OPENING, Opening, key="procurement__ocid", related=RELATED)
@never_cache
@require_safe
def opening(request: HttpRequest, opening: Opening) -> HttpResponse:
    """Everything about one opening that this reader may see now."""
    return _page(request, opening, None, ())


@requires(Can.READ_OPENING, Opening, key="procurement__ocid", related=RELATED)
@never_cache
@require_safe
def progress(request: HttpRequest, opening: Opening) -> HttpResponse:
    """The fragment that asks again while the worker opens; once it is done the browser loads the page anew."""
    answer = render(request, "purchasing/opening/_progress.html", _progress(opening, opening.parts.count()))
    if opening.state != State.RELEASED:
        answer["HX-Refresh"] = "true"
    return answer


@requires(Can.GIVE_KEY_PART, Opening, read=Can.READ_OPENING, related=RELATED)
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_part(request: HttpRequest, opening: Opening) -> HttpResponse:
    """Take a holder's part; before the closing the passphrase is not even looked at."""
    if request.method != "POST":
        return redirect(opening)
    actor, session = signed_actor(request), _session_hash(request)
    form = KeyPartForm(request.POST, subject=opening, actor=actor, session_hash=session)
    if not form.is_valid():
        return _page(request, opening, form, (), status=422)
    try:
        give_key_part(
            opening, form.cleaned_data["passphrase"], actor=actor, session_hash=session,
            form_key=typed_key(request),
        )  # fmt: skip
    except Refused as refused:
        return _page(request, opening, KeyPartForm(subject=opening, actor=actor), refused.refusals, status=409)
    messages.success(request, _("密钥份额已收到。"))
    return redirect(opening)


def _page(
    request: HttpRequest, opening: Opening, form: KeyPartForm | None, refusals: tuple[Refusal, ...], status: int = 200
) -> HttpResponse:
    actor = signed_actor(request)
    statuses = holders_with_parts(opening)
    mine = actor.membership.pk if actor.membership else None
    waits = any(s.holder.membership_id == mine and s.at is None for s in statuses) and allows(
        actor, Can.GIVE_KEY_PART, opening
    )
    context = {
        "opening": opening,
        "procurement": opening.procurement,
        "now": clock.now(),
        "statuses": statuses,
        "form": (form or KeyPartForm(subject=opening, actor=actor))
        if waits and opening.state == State.GATHERING
        else None,
        "form_key": secrets.token_urlsafe(16),
        "refusals": refusals,
        "fingerprints": fingerprints(opening.procurement),
        "bids": opening.bids.select_related("bid", "version").defer("version__ciphertext")
        if opening.state == State.DONE
        else [],
        "unopened": opening.unopened.select_related("version").defer("version__ciphertext")
        if opening.state == State.DONE
        else [],
        "papers": reports_of(opening, KIND) if opening.state == State.DONE else [],
        **_progress(opening, sum(s.at is not None for s in statuses)),
    }
    return render_together(request, "purchasing/opening/opening.html", context, status=status)


def _progress(opening: Opening, given: int) -> dict[str, Any]:
    return {"opening": opening, "given": given, "needed": PARTS_NEEDED, "running": opening.state == State.RELEASED}


def _session_hash(request: HttpRequest) -> str:
    """The session's name, as a hash: enough to see that two parts came out of two sessions."""
    key = request.session.session_key or ""
    return hashlib.sha256(f"opening:{key}".encode()).hexdigest() if key else ""

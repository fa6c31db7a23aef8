"""Pages of bids: my bids, one bid, the sealed way in, the receipt, and the enrolment of a key."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows
from portal.audit import trail
from portal.files.actions import files_of
from portal.files.handlers import InMemoryOnlyUploadHandler, UploadTooLarge
from portal.reports.actions import reports_of
from portal.ui.access import requires
from portal.ui.drafts import typed_key
from portal.values import clock
from portal.values.refusal import Refusal, Refused
from purchasing.bid.actions import start_bid, submit_bid
from purchasing.bid.forms import MAX_TOTAL_BYTES, BidForm
from purchasing.bid.keys import enrol
from purchasing.bid.models import Bid, BidVersion, State
from purchasing.bid.policies import Can
from purchasing.bid.queries import bids_of, holder_of, missing_of, seconds_left
from purchasing.bid.reports import KIND
from purchasing.procurement.models import Procurement
from purchasing.procurement.models import State as ProcurementState

RELATED = ("procurement__purchaser__organization", "supplier__organization")


@requires(Can.SUBMIT_BID)
@require_safe
def bids(request: HttpRequest) -> HttpResponse:
    """My organisation's bids with what is still missing."""
    now = clock.now()
    rows = [
        {"bid": bid, "missing": missing_of(bid), "left": seconds_left(bid, now)}
        for bid in bids_of(signed_actor(request))[:100]
    ]
    return render(request, "purchasing/bid/list.html", {"rows": rows})


@requires(Can.SUBMIT_BID)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, ocid: str) -> HttpResponse:
    """Begin a bid for a procurement; the bid that exists already is opened instead."""
    announced = Procurement.objects.filter(announced_at__isnull=False).select_related("purchaser__organization")
    procurement = get_object_or_404(announced, ocid=ocid)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            return redirect(start_bid(procurement, actor=signed_actor(request)).get_absolute_url())
        except Refused as refused:
            refusals = refused.refusals
    context = {"procurement": procurement, "refusals": refusals}
    return render(request, "purchasing/bid/new.html", context, status=409 if refusals else 200)


@requires(Can.READ_BID, Bid, key="reference", related=RELATED)
@require_safe
def bid(request: HttpRequest, bid: Bid) -> HttpResponse:
    """One bid: to the bidder what was received, to readers after the opening what it says."""
    own = allows(signed_actor(request), Can.SUBMIT_BID, bid)
    opened = getattr(bid, "opened", None)
    receiving = bid.procurement.state == ProcurementState.RECEIVING
    context = {
        "bid": bid,
        "own": own,
        "receiving": receiving,
        "versions": bid.versions.select_related("submitted_by") if own else [],
        "papers": reports_of(bid, KIND) if own else [],
        "missing": missing_of(bid) if own else [],
        "opened": opened,
        "files": files_of(bid, purpose="bid") if opened else [],
        "entries": trail(bid) if own else [],
    }
    return render(request, "purchasing/bid/bid.html", context)


@csrf_exempt
@requires(Can.SUBMIT_BID, Bid, key="reference", related=RELATED)
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, bid: Bid) -> HttpResponse:
    """The sealed way in: uploads stay in memory, and the request that brings a bid seals it (checked for CSRF inside)."""
    request.upload_handlers = [InMemoryOnlyUploadHandler(request, limit=MAX_TOTAL_BYTES)]
    try:
        answer: HttpResponse = _submit(request, bid)
    except UploadTooLarge as too_large:
        form = BidForm(subject=bid, actor=signed_actor(request))
        return _form_page(request, bid, form, too_large.refusals, form_key="", status=413)
    return answer


@csrf_protect
def _submit(request: HttpRequest, bid: Bid) -> HttpResponse:
    actor = signed_actor(request)
    if request.method != "POST":
        return _form_page(request, bid, BidForm(subject=bid, actor=actor), (), form_key="", status=200)
    form_key = typed_key(request) or secrets.token_urlsafe(16)
    form = BidForm(request.POST, request.FILES, subject=bid, actor=actor)
    if not form.is_valid():
        return _form_page(request, bid, form, (), form_key=form_key, status=422)
    try:
        version = submit_bid(
            bid, form.cleaned_data["offer"], actor=actor, form_key=form_key,
        )  # fmt: skip
    except Refused as refused:
        return _form_page(request, bid, form, refused.refusals, form_key=form_key, status=409)
    messages.success(request, _("投标文件已收到并密封。"))
    return redirect("bid-receipt", reference=bid.reference, number=version.number)


def _form_page(
    request: HttpRequest, bid: Bid, form: BidForm, refusals: tuple[Refusal, ...], *, form_key: str, status: int
) -> HttpResponse:
    """What was typed comes back in this one response; it is stored nowhere."""
    context = {
        "bid": bid,
        "form": form,
        "refusals": refusals,
        "form_key": form_key or secrets.token_urlsafe(16),
        "replaces": bid.state != State.DRAFT,
    }
    return render(request, "purchasing/bid/form.html", context, status=status)


@requires(Can.SUBMIT_BID, Bid, key="reference", related=RELATED)
@require_safe
def receipt(request: HttpRequest, bid: Bid, number: int) -> HttpResponse:
    """What was received, when, and its fingerprint."""
    version = get_object_or_404(BidVersion.objects.select_related("submitted_by"), bid=bid, number=number)
    paper = reports_of(bid, KIND).filter(issued_at=version.received_at).first()
    last = not bid.versions.filter(number__gt=number).exists()
    context = {"bid": bid, "version": version, "paper": paper, "counts": last and bid.state != State.WITHDRAWN}
    return render(request, "purchasing/bid/receipt.html", context)


@requires(Can.ENROL_KEY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest) -> HttpResponse:
    """Enrol once; the passphrase stands in this one answer and nowhere else."""
    context: dict[str, Any] = {"holder": holder_of(signed_actor(request)), "passphrase": "", "refusals": ()}
    if request.method == "POST":
        try:
            context["holder"], context["passphrase"] = enrol(signed_actor(request))
        except Refused as refused:
            context["refusals"] = refused.refusals
    return render(request, "purchasing/bid/key.html", context, status=409 if context["refusals"] else 200)

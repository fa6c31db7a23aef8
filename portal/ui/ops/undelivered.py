"""What could not be delivered, for the administrator: events whose effect failed, mails that did not arrive."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.actor import signed_actor
from portal.notify import mailer
from portal.notify.models import Mail
from portal.notify.policies import Can
from portal.notify.queries import standstill, undelivered_events, undelivered_mails
from portal.outbox import relay
from portal.outbox.models import Delivery
from portal.ui.access import requires
from portal.workflow.perform import acting

SHOWN = 200


@requires(Can.READ_UNDELIVERED)
@require_safe
def undelivered(request: HttpRequest) -> HttpResponse:
    context = {
        "events": undelivered_events()[:SHOWN],
        "mails": undelivered_mails()[:SHOWN],
        "shown": SHOWN,
        "standstill": standstill(),
    }
    return render(request, "ui/ops/undelivered.html", context)


@requires(Can.RETRY_DELIVERY, Delivery)
@require_POST
def retry_event(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    return _retry(request, delivery, "retry_delivery", relay.retry)


@requires(Can.RETRY_DELIVERY, Mail)
@require_POST
def retry_mail(request: HttpRequest, mail: Mail) -> HttpResponse:
    return _retry(request, mail, "retry_mail", mailer.retry)


def _retry(request: HttpRequest, obj: Model, verb: str, retry: Callable[[int], bool]) -> HttpResponse:
    """Start it over and enter that in the record; a second press finds it started already."""
    with acting(signed_actor(request)) as act:
        started = retry(obj.pk)
        if started:
            act.record(obj, verb)
    if started:
        messages.success(request, _("已重新排队，稍后自动处理。"))
    else:
        messages.info(request, _("这一项已经在处理或已完成，无需重试。"))
    return redirect("ops:undelivered")

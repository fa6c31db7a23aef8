"""Deputies in one's own profile: who stands in for me from when to when; naming one, and taking the duty back."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts import actions
from portal.accounts.models import Membership, User
from portal.accounts.queries import deputies_of, duties_of
from portal.ui.access import signed_in
from portal.ui.system.forms import DeputyForm, EndForm
from portal.ui.system.sheets import Sheet, page, send
from portal.ui.system.subscribers import DEPUTY_ENDED, DEPUTY_NAMED
from portal.values import clock


@signed_in
@require_safe
def deputies(request: HttpRequest) -> HttpResponse:
    """Everybody who stands, stood or will stand in for me."""
    today, me = clock.today(), cast(User, request.user)
    context = {"rows": standing(me), "may_name": duties_of(me, today).exists()}
    return render(request, "ui/system/deputies.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def deputy_new(request: HttpRequest) -> HttpResponse:
    today, me = clock.today(), cast(User, request.user)
    own = list(duties_of(me, today))
    if not own:
        raise Http404
    initial: dict[str, Any] = {"valid_from": today, "version": me.version, "duty": own[0].pk if len(own) == 1 else None}
    form = DeputyForm(request.POST or None, user=me, today=today, initial=initial)
    sheet = Sheet("name_deputy", _("指定代理人"), form, _trail(), submit=_("指定"), official=True, emits=DEPUTY_NAMED)
    sheet.note = _(
        "代理期间，代理人以您的岗位办理，记录写明“代”和您的姓名，您本人仍可办理。岗位分离照样适用：您或代理人办过一侧的，"
        "两人都不能再办另一侧。"
    )
    done = send(request, sheet, lambda act: _name(act, form.cleaned_data))
    if done is None:
        return page(request, sheet)
    messages.success(request, _("已指定代理人，并已通知本人。"))
    return redirect("system:deputies")


@signed_in
@require_http_methods(["GET", "POST"])
def deputy_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a duty back early; only for whoever has left it."""
    me = cast(User, request.user)
    row = deputies_of(me).filter(pk=pk).first()
    if row is None or row.standing_on(clock.today()) not in ("holds", "ahead"):
        raise Http404
    form = EndForm(request.POST or None, initial={"on": clock.today(), "version": me.version})
    lead = f"{row.user} · {row.title}"
    sheet = Sheet(
        f"end_deputy_{row.pk}", _("提前收回"), form, _trail(), submit=_("收回"), lead=lead, official=True,
        emits=DEPUTY_ENDED,
    )  # fmt: skip
    done = send(request, sheet, lambda act: actions.end_deputy(act, row, **form.cleaned_data))
    if done is None:
        return page(request, sheet)
    messages.success(request, _("已登记收回，并已通知代理人。"))
    return redirect("system:deputies")


def standing(person: User) -> list[dict[str, Any]]:
    """A person's deputies with how each stands today."""
    today = clock.today()
    return [{"row": row, "when": row.standing_on(today)} for row in deputies_of(person)]


def _name(act: Any, data: dict[str, Any]) -> Membership:
    return actions.name_deputy(act, data.pop("duty"), **data)


def _trail() -> list[tuple[str, str]]:
    return [(_("个人资料"), reverse("system:profile")), (_("代理"), reverse("system:deputies"))]

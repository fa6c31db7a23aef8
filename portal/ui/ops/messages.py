"""A person's own messages: the list, opening one, marking them read, and whether mails are wanted too."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.models import User
from portal.notify.actions import choose_mail, mark_all_read, mark_read
from portal.notify.queries import messages_of, unread_count, wants_mail
from portal.ui.access import signed_in
from portal.ui.back import back_to

PAGE = 30


@signed_in
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """What I was told, newest first."""
    user = _me(request)
    page = Paginator(messages_of(user), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "unread": unread_count(user), "wants_mail": wants_mail(user)}
    return render(request, "ui/ops/notifications.html", context)


@signed_in
@require_safe
def open_message(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Note that I have read it, and go where it points."""
    message = mark_read(_me(request), reference)
    if message is None:
        raise Http404(_("没有找到这条消息。"))
    return back_to(message.url, "ops:notifications")


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    count = mark_all_read(_me(request))
    done = ngettext("已将 %(count)d 条消息标为已读。", "已将 %(count)d 条消息标为已读。", count) % {"count": count}
    messages.success(request, done)
    return redirect("ops:notifications")


@signed_in
@require_POST
def mail_choice(request: HttpRequest) -> HttpResponse:
    """Mails on (`wanted=1`) or off; messages in the portal are not affected."""
    wanted = request.POST.get("wanted") == "1"
    choose_mail(_me(request), wanted=wanted)
    messages.success(
        request, _("今后的消息也会发送到您的邮箱。") if wanted else _("今后不再给您发送邮件，站内消息照常。")
    )
    return redirect("ops:notifications")


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)

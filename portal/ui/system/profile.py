"""A person's own profile: who they are here, and their own password and address."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts import actions
from portal.accounts.models import User
from portal.accounts.queries import memberships_of
from portal.ui.access import signed_in
from portal.ui.system.forms import EmailForm, NewPasswordForm, PasswordForm
from portal.ui.system.sheets import Sheet, page, send
from portal.values import clock


@signed_in
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    today, me = clock.today(), _me(request)
    rows = [{"row": row, "when": row.standing_on(today)} for row in memberships_of(me)]
    return render(request, "ui/system/profile.html", {"person": me, "memberships": rows})


@signed_in
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def profile_password(request: HttpRequest) -> HttpResponse:
    """My own new password. After a one-time password this is the only page there is, and asks for nothing else."""
    me = _me(request)
    first = me.must_change_password
    form = (NewPasswordForm if first else PasswordForm)(request.POST or None, user=me)
    sheet = _sheet("change_password", _("更换密码"), form)
    done = send(request, sheet, lambda act: actions.change_own_password(act, form.cleaned_data["new"]))
    if done is None and first:
        return page(request, sheet, "ui/system/first_password.html")
    if done is None:
        return page(request, sheet)
    me.refresh_from_db()
    update_session_auth_hash(request, me)
    messages.success(request, _("密码已更换；您在别处的登录已经退出。"))
    return redirect("inbox" if first else "system:profile")


@signed_in
@sensitive_post_parameters("current")
@require_http_methods(["GET", "POST"])
def profile_email(request: HttpRequest) -> HttpResponse:
    me = _me(request)
    form = EmailForm(request.POST or None, user=me, initial={"email": me.email})
    sheet = _sheet("change_email", _("修改邮箱"), form)
    done = send(request, sheet, lambda act: actions.change_own_email(act, form.cleaned_data["email"]))
    if done is None:
        return page(request, sheet)
    messages.success(request, _("邮箱已修改。"))
    return redirect("system:profile")


def _sheet(name: str, title: str, form: forms.Form) -> Sheet:
    return Sheet(name, title, form, [(_("个人资料"), reverse("system:profile"))])


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)

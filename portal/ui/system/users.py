"""Users for the system administrator: the list, one person with what they are, and everything that is done about them."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts import actions
from portal.accounts.models import Membership, User
from portal.accounts.policies import Can
from portal.accounts.queries import memberships_of, offered_organisations, users_on, with_role
from portal.accounts.roles import Role
from portal.audit import trail
from portal.ui.access import requires
from portal.ui.components.status import badge
from portal.ui.listing import Column, Sort, listing
from portal.ui.system.deputies import standing
from portal.ui.system.forms import EndForm, GrantForm, PersonForm, ReasonForm, UserForm
from portal.ui.system.sheets import Done, Sheet, page, send
from portal.ui.system.subscribers import ENDED, GRANTED, PASSWORD_RESET
from portal.values import clock

HISTORY = 60
STATES = [
    ("active", gettext_lazy("正常")),
    ("waiting", gettext_lazy("待换密码")),
    ("locked", gettext_lazy("已锁定")),
]


def state_of(user: User) -> str:
    return "locked" if not user.is_active else "waiting" if user.must_change_password else "active"


def state_badge(user: User) -> SafeString:
    state = state_of(user)
    return badge("bad" if state == "locked" else "wait" if state == "waiting" else "ok", dict(STATES)[state])


class UserFilter(django_filters.FilterSet):  # type: ignore[misc]
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("状态"), choices=STATES, empty_label=gettext_lazy("全部"), method="in_state"
    )
    role = django_filters.ChoiceFilter(
        label=gettext_lazy("岗位"), choices=Role, empty_label=gettext_lazy("全部"), method="in_role"
    )

    class Meta:
        model = User
        fields = ()

    def in_state(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        if value == "locked":
            return rows.filter(is_active=False)
        return rows.filter(is_active=True, one_time_until__isnull=value == "active")

    def in_role(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return with_role(rows, value, clock.today())


COLUMNS = [
    Column("username", gettext_lazy("用户名"), href="self"),
    Column("display_name", gettext_lazy("姓名或岗位"), note="email"),
    Column("email", gettext_lazy("邮箱"), shown=False),
    Column("posts", gettext_lazy("现任岗位"), lambda user: "；".join(m.title for m in user.posts)),
    Column("last_login", gettext_lazy("最近登录"), kind="instant"),
    Column("badge", gettext_lazy("状态"), state_badge, exported=False),
    Column("state", gettext_lazy("状态"), lambda user: dict(STATES)[state_of(user)], shown=False),
]
SORTS = [
    Sort("username", gettext_lazy("按用户名"), ["username"]),
    Sort("newest", gettext_lazy("最新开立在前"), ["-date_joined", "-id"]),
]


@requires(Can.READ_ACCOUNTS)
@require_safe
def users(request: HttpRequest) -> HttpResponseBase:
    rows = listing(
        request, users_on(clock.today()), columns=COLUMNS, filterset=UserFilter, order=SORTS, name="users",
        search=("username", "display_name", "email"), empty=_("用户会列在这里。"),
    )  # fmt: skip
    return rows.respond("ui/system/users.html", title=_("用户与岗位"))


@requires(Can.READ_ACCOUNTS, User)
@require_safe
def user(request: HttpRequest, user: User) -> HttpResponse:
    """One person: the account, every role with its days, and what was done about them."""
    today, oneself = clock.today(), user.pk == request.user.pk
    context = {
        "person": user,
        "badge": state_badge(user),
        "oneself": oneself,
        "grant": "" if oneself else reverse("system:membership_new", args=[user.pk]),
        "memberships": [{"row": row, "when": row.standing_on(today)} for row in memberships_of(user)],
        "deputies": standing(user),
        "history": trail(user).order_by("-number")[:HISTORY],
    }
    return render(request, "ui/system/user.html", context)


@requires(Can.KEEP_USERS)
@never_cache
@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    """Open an account; the answer to the POST shows its one-time password, which exists only there."""
    form = UserForm(request.POST or None)
    sheet = Sheet("add_user", _("新增用户"), form, [_list()], submit=_("新增"))
    sheet.note = _("新增后显示一次性密码，请当面或另行告知本人；首次登录须更换。岗位在下一步授予。")
    done = send(request, sheet, lambda act: actions.add_user(act, **form.cleaned_data))
    return _one_time(request, done) if done else page(request, sheet)


@requires(Can.KEEP_USERS, User)
@require_http_methods(["GET", "POST"])
def user_edit(request: HttpRequest, user: User) -> HttpResponse:
    initial = {"display_name": user.display_name, "email": user.email, "version": user.version}
    form = PersonForm(request.POST or None, initial=initial)
    sheet = _sheet("edit_user", _("修改资料"), form, user)
    done = send(request, sheet, lambda act: actions.edit_user(act, user, **form.cleaned_data))
    return _back(request, done, sheet, _("已保存。"))


@requires(Can.KEEP_USERS, User)
@require_http_methods(["GET", "POST"])
def user_lock(request: HttpRequest, user: User) -> HttpResponse:
    form = ReasonForm(request.POST or None, initial={"version": user.version})
    sheet = _sheet("lock_user", _("锁定账户"), form, user, submit=_("锁定"), official=True)
    sheet.note = _("锁定后不能登录，已打开的页面立即失效；岗位和办理记录都保留，可以解锁。")
    done = send(request, sheet, lambda act: actions.lock_user(act, user, **form.cleaned_data))
    return _back(request, done, sheet, _("已锁定。"))


@requires(Can.KEEP_USERS, User)
@require_http_methods(["GET", "POST"])
def user_unlock(request: HttpRequest, user: User) -> HttpResponse:
    form = ReasonForm(request.POST or None, initial={"version": user.version})
    sheet = _sheet("unlock_user", _("解锁账户"), form, user, submit=_("解锁"))
    done = send(request, sheet, lambda act: actions.unlock_user(act, user, **form.cleaned_data))
    return _back(request, done, sheet, _("已解锁。"))


@requires(Can.KEEP_USERS, User)
@never_cache
@require_http_methods(["GET", "POST"])
def user_password(request: HttpRequest, user: User) -> HttpResponse:
    """Give a new one-time password; the answer to the POST shows it, and it exists only there."""
    form = ReasonForm(request.POST or None, initial={"version": user.version})
    sheet = _sheet("reset_password", _("重置密码"), form, user, submit=_("重置"), official=True, emits=PASSWORD_RESET)
    sheet.note = _("原密码和已打开的页面立即失效；新的一次性密码只在下一页显示一次，请先核对本人身份。")
    done = send(request, sheet, lambda act: actions.reset_password(act, user, **form.cleaned_data))
    return _one_time(request, done) if done else page(request, sheet)


@requires(Can.GRANT_MEMBERSHIP, User)
@require_http_methods(["GET", "POST"])
def membership_new(request: HttpRequest, user: User) -> HttpResponse:
    form = GrantForm(request.POST or None, initial={"valid_from": clock.today(), "version": user.version})
    sheet = _sheet("grant", _("授予岗位"), form, user, submit=_("授予"), options=offered_organisations(), emits=GRANTED)
    done = send(request, sheet, lambda act: actions.grant_membership(act, user, **form.cleaned_data))
    return _back(request, done, sheet, _("已授予岗位。"))


@requires(Can.GRANT_MEMBERSHIP, Membership, related=("user", "organization"))
@require_http_methods(["GET", "POST"])
def membership_end(request: HttpRequest, membership: Membership) -> HttpResponse:
    user = membership.user
    form = EndForm(request.POST or None, initial={"on": clock.today(), "version": user.version})
    sheet = _sheet(f"end_{membership.pk}", _("终止岗位"), form, user, submit=_("终止"), official=True, emits=ENDED)
    sheet.lead = f"{user.display_name} · {membership.title}"
    done = send(request, sheet, lambda act: actions.end_membership(act, membership, **form.cleaned_data))
    return _back(request, done, sheet, _("已登记终止。"))


def _list() -> tuple[str, str]:
    return _("用户与岗位"), reverse("system:users")


def _sheet(name: str, title: str, form: forms.Form, user: User, **more: Any) -> Sheet:
    way = [_list(), (user.username, user.get_absolute_url())]
    return Sheet(name, title, form, way, user, lead=_both_names(user), **more)


def _both_names(user: User) -> str:
    return f"{user.display_name}（{user.username}）"


def _back(request: HttpRequest, done: Done | None, sheet: Sheet, said: str) -> HttpResponse:
    if done is None:
        return page(request, sheet)
    messages.success(request, said)
    return redirect(sheet.back)


def _one_time(request: HttpRequest, done: Done) -> HttpResponse:
    """The password, to whoever sent the form first; a second press is told where a new one comes from."""
    person = User.objects.get(pk=done.pk)
    if not done.first:
        messages.info(request, _("这张表单已经办理过；一次性密码只显示一次，没有记下的请重置。"))
        return redirect(person)
    context = {"person": person, "lead": _both_names(person), "password": done.outcome}
    return render(request, "ui/system/one_time.html", context)

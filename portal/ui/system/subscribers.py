"""Whom a change of an account is told: the person it is about, who might not have asked for it."""

from __future__ import annotations

from typing import cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import Membership, User
from portal.notify import tell
from portal.outbox import Event, declare, subscribe

PASSWORD_RESET, GRANTED, ENDED = "account.password_reset", "account.granted", "account.ended"
declare(PASSWORD_RESET, GRANTED, ENDED)


@subscribe(PASSWORD_RESET, effect=gettext_lazy("通知本人：密码已被重置。"))
def tell_of_reset(event: Event) -> None:
    body = _("您的密码已由系统管理员重置，原密码失效。如果不是您本人要求的，请立即与系统管理员核实。")
    tell(event=event, users=[cast(User, event.subject)], title=_("您的密码已被重置"), body=body, url=_profile())


@subscribe(GRANTED, effect=gettext_lazy("通知本人：新的岗位和起止日期。"))
def tell_of_grant(event: Event) -> None:
    _tell(event, _("您获得了新的岗位"))


@subscribe(ENDED, effect=gettext_lazy("通知本人：岗位何时失效。"))
def tell_of_end(event: Event) -> None:
    _tell(event, _("您的一个岗位将失效或已失效"))


def _tell(event: Event, title: str) -> None:
    row = cast(Membership, event.subject)
    until = row.valid_to or _("长期")
    body = _("%(post)s，生效日 %(start)s，失效日 %(end)s。") % {
        "post": row.title,
        "start": row.valid_from,
        "end": until,
    }
    tell(event=event, users=[row.user], title=title, body=body, url=_profile())


def _profile() -> str:
    return reverse("system:profile")

"""Whom a change of an account is told: the person it is about, who might not have asked for it."""

from __future__ import annotations

from typing import cast

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import Membership, User
from portal.notify import tell
from portal.outbox import Event, declare, subscribe

PASSWORD_RESET, GRANTED, ENDED = "account.password_reset", "account.granted", "account.ended"
DEPUTY_NAMED, DEPUTY_ENDED = "account.deputy_named", "account.deputy_ended"
declare(PASSWORD_RESET, GRANTED, ENDED, DEPUTY_NAMED, DEPUTY_ENDED)


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
    row = cast(Membership, event.subject)
    if row.principal is not None:
        _tell_both(event, row, _("您的代理人%(deputy)s的代理终止"))
    own = Q(user=row.user, organization=row.organization, on_behalf_of__isnull=False)
    rows = Membership.objects.titled().select_related("user").filter(Q(on_behalf_of=row) | own, valid_to=row.valid_to)
    for fallen in rows.exclude(pk=row.pk):  # what ended with it: its deputies, or what its holder did for others
        _tell(event, _("您的代理随原岗位终止"), fallen)
        _tell_both(event, fallen, _("您的代理人%(deputy)s的代理终止"))


@subscribe(DEPUTY_NAMED, effect=gettext_lazy("通知代理人和您本人：岗位、期间和事由。"))
def tell_of_deputy(event: Event) -> None:
    row = cast(Membership, event.subject)
    _tell(event, _("请您代理%(principal)s的岗位") % {"principal": row.principal})
    _tell_both(event, row, _("您已指定%(deputy)s为代理人"))


@subscribe(DEPUTY_ENDED, effect=gettext_lazy("通知代理人和您本人：代理何时终止。"))
def tell_of_taking_back(event: Event) -> None:
    row = cast(Membership, event.subject)
    _tell(event, _("%(principal)s提前收回了岗位，代理终止") % {"principal": row.principal})
    _tell_both(event, row, _("您已提前收回%(deputy)s的代理"))


def _tell_both(event: Event, row: Membership, title: str) -> None:
    """The principal too, since somebody acts or acted in their name."""
    assert row.principal is not None
    body = _("%(post)s，自 %(start)s 起，%(end)s 零时终止。%(reason)s") % {
        "post": row.title, "start": row.valid_from, "end": row.valid_to, "reason": row.reason,
    }  # fmt: skip
    url = reverse("system:deputies")
    key = f"{event.name}:{event.pk}:{row.pk}"
    tell(event=event, users=[row.principal], title=title % {"deputy": row.user}, body=body, url=url, key=key)


def _tell(event: Event, title: str, membership: Membership | None = None) -> None:
    row = membership or cast(Membership, event.subject)
    until = row.valid_to or _("长期")
    body = _("%(post)s，生效日 %(start)s，失效日 %(end)s。") % {
        "post": row.title,
        "start": row.valid_from,
        "end": until,
    }
    tell(event=event, users=[row.user], title=title, body=body, url=_profile())


def _profile() -> str:
    return reverse("system:profile")

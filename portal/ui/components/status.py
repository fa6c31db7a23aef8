"""Components that say how something stands: badges, life line, limits, meters, progress, files, history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import portal.statutes as statutes
from portal.ui.components.render import render
from portal.ui.parts import Stop, Tone
from portal.ui.tones import tone_of
from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.separation import verb_label

register = template.Library()
SOON = 3


@register.simple_tag
def badge(kind: Tone, text: Any) -> SafeString:
    """A word with a shape and a tone: info, ok, wait, bad, mute."""
    return render("badge", kind=kind, text=text)


@register.simple_tag
def state_badge(obj: Any) -> SafeString:
    """The state of a flow's row, in words."""
    return render("badge", kind=tone_of(obj.state), text=obj.get_state_display())


@register.simple_tag
def tag(text: Any) -> SafeString:
    return render("tag", text=text)


@register.simple_tag
def life_line(stops: Sequence[Stop]) -> SafeString:
    """The stops of a procurement from plan to evaluation, each done, now, ahead or failed."""
    words = {"done": _("已完成"), "now": _("进行中"), "ahead": _("未到"), "failed": _("未成")}
    shown = [{"stop": s, "word": words[s.progress], "is_day": isinstance(s.when, date)} for s in stops]
    return render("life_line", stops=shown)


@register.simple_tag
def due(
    day: date | None, today: date | None = None, met_on: date | None = None, provisional: bool = False
) -> SafeString:
    """A limit: days left, today, overdue, or met and when. Days are calendar days between the two.

    An open one is marked provisional where its count was, and wherever it ends in a year without a published calendar.
    """
    if day is None:
        return render("badge", kind="mute", text=_("无时限"))
    kind, text = _due(day, today or clock.today(), met_on)
    provisional = provisional or (met_on is None and not statutes.is_loaded(day.year))
    return render("due", kind=kind, text=text, day=day, provisional=provisional)


def _due(day: date, today: date, met_on: date | None) -> tuple[Tone, str]:
    if met_on is not None:
        late = (met_on - day).days
        if late > 0:
            return "bad", ngettext("迟办 %(days)d 日", "迟办 %(days)d 日", late) % {"days": late}
        if late == 0:
            return "ok", _("当日办结")
        return "ok", ngettext("提前 %(days)d 日", "提前 %(days)d 日", -late) % {"days": -late}
    left = (day - today).days
    if left < 0:
        return "bad", ngettext("逾期 %(days)d 日", "逾期 %(days)d 日", -left) % {"days": -left}
    if left == 0:
        return "wait", _("今天到期")
    kind: Tone = "wait" if left <= SOON else "info"
    return kind, ngettext("剩 %(days)d 日", "剩 %(days)d 日", left) % {"days": left}


@register.simple_tag
def opening(day: date, today: date | None = None) -> SafeString:
    """A day from which on something may be done: days until then, or that it has come."""
    left = (day - (today or clock.today())).days
    if left <= 0:
        return render("due", kind="ok", text=_("已到"), day=day)
    return render(
        "due", kind="info", text=ngettext("还有 %(days)d 日", "还有 %(days)d 日", left) % {"days": left}, day=day
    )


@register.simple_tag
def limit(label: str, due_badge: Any, basis: str = "") -> SafeString:
    """One line of the list of time limits, for use inside `<ul class="clock">`."""
    return render("limit", label=label, due=due_badge, basis=basis)


@register.simple_tag
def countdown(until: datetime, done: str = "") -> SafeString:
    """The time left on the server's clock; without script the instant itself stands there."""
    now = clock.now()
    left = max(0, int((until - now).total_seconds()))
    return render("countdown", until=until, now=now, left=left, done=done or _("已截止"))


@register.simple_tag
def money(amount: Decimal | None, unit: str = "yuan") -> SafeString:
    """An amount with its unit, 元 or (unit="wan") 万元."""
    return render("money", amount=amount, wan=unit == "wan")


@register.simple_tag
def meter(label: str, used: Decimal, total: Decimal, added: Decimal = Decimal(0)) -> SafeString:
    """How much of a total is used, and what would be added; the label is for readers who do not see the bar."""
    shares = [_share(used, total), _share(added, total)]
    after = min(Decimal(100), shares[0] + shares[1])
    return render("meter", label=label, used=shares[0], added=min(shares[1], 100 - shares[0]), after=after)


def _share(part: Decimal, total: Decimal) -> Decimal:
    if not total:
        return Decimal(0)
    share = (Decimal(part) * 100 / Decimal(total)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return max(Decimal(0), min(Decimal(100), share))


@register.simple_tag
def progress(text: str, done: int, total: int, href: str = "", running: bool = True) -> SafeString:
    """Work in the background; while `running` the fragment at `href` is asked for again every two seconds."""
    return render(
        "progress",
        text=text,
        done=done,
        total=total,
        href=href,
        running=running,
        share=_share(Decimal(done), Decimal(total)),
    )


@register.simple_tag
def doc(href: str, name: str, size: int | None = None, sha256: str = "", note: Any = "") -> SafeString:
    """A file to download with its size and fingerprint."""
    return render("doc", href=href, name=name, size=size, sha256=sha256, note=note)


@register.simple_tag
def hash_code(value: str, label: str = "SHA-256") -> SafeString:
    """A whole fingerprint that can be copied."""
    return render("hash_code", value=value, label=label)


@register.simple_tag
def refusal_list(refusals: Iterable[Refusal], title: str = "") -> SafeString:
    """Why not: each reason with its article and the next step."""
    return render("refusal_list", refusals=list(refusals), title=title or _("暂不能办理"))


@register.simple_tag
def timeline(entries: Iterable[Any]) -> SafeString:
    """Who did what, when, with what remark: the audit entries of one object or file, as given."""
    rows = [{"entry": e, "label": verb_label(e.verb), "remark": (e.grounds or {}).get("remark", "")} for e in entries]
    return render("timeline", rows=rows)

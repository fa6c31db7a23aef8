"""Why a calendar cannot be put up or approved."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

import portal.statutes as statutes
from catalog.workdays import queries
from catalog.workdays.models import CalendarDraft
from portal.statutes.daycount import kinds_between
from portal.statutes.models import WorkCalendar
from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act

LAW = "全国年节及纪念日放假办法 第二条"


def every_sentence_is_read(draft: CalendarDraft, act: Act) -> Refusal | None:
    """No sentence that speaks of days off or worked is left unread, and no day is told to be both: nothing is guessed."""
    proposal = queries.proposal_of(draft)
    items = [f"{sentence.text} {sentence.fault}" for sentence in proposal.faults]
    items += [str(_("%(day)s 既放假又上班。") % {"day": day}) for day in proposal.doubled]
    if not items:
        return None
    return Refusal(
        "calendar-unread",
        _("有 %(count)s 处没有读懂或前后矛盾，不能按猜测办理。") % {"count": len(items)},
        next_step=_("请在原文中改正或删去该句，所需的日子在“逐日填写”中补上。"),
        items=tuple(items),
    )


def there_are_days(draft: CalendarDraft, act: Act) -> Refusal | None:
    """The draft says of some day what is not known of it yet."""
    days = queries.proposal_of(draft).days
    known = kinds_between(days[0].date, days[-1].date) if days else {}
    if any(known.get(day.date) != day.kind for day in days):
        return None
    return Refusal(
        "calendar-unchanged",
        _("没有任何一天与现行日历不同。"),
        next_step=_("请粘贴放假安排通知，或逐日填写。"),
    )


def year_is_whole(draft: CalendarDraft, act: Act) -> Refusal | None:
    """The first calendar of a year arranges every festival of the law, so that nothing counted by it is half right."""
    if statutes.is_loaded(draft.year):
        return None
    proposal = queries.proposal_of(draft)
    with statutes.supposing(proposal.kinds):
        loads = statutes.is_loaded(draft.year)
    if loads and not proposal.missing:
        return None
    return Refusal(
        "calendar-incomplete",
        _("%(year)s 年的放假安排不完整。") % {"year": draft.year},
        article=LAW,
        next_step=_("请补上所缺节日的放假日。"),
        items=tuple(proposal.missing),
    )


def days_are_of_the_year(draft: CalendarDraft, act: Act) -> Refusal | None:
    """A day is one of the draft's year, or of the December before or the January after, as notices have it."""
    outside = [
        day.date for day in queries.proposal_of(draft).days if not _belongs(day.date.year, day.date.month, draft)
    ]
    if not outside:
        return None
    return Refusal(
        "calendar-other-year",
        _("有 %(count)s 天不属于 %(year)s 年。") % {"count": len(outside), "year": draft.year},
        next_step=_("请核对年份；其他年份请另行起草。"),
        items=tuple(day.isoformat() for day in outside),
    )


def _belongs(year: int, month: int, draft: CalendarDraft) -> bool:
    return (year, month) in {(draft.year - 1, 12), (draft.year + 1, 1)} or year == draft.year


def past_days_stay(draft: CalendarDraft, act: Act) -> Refusal | None:
    """A day that has passed stays what it was, unless nothing was known of its year: nothing past is changed."""
    today = clock.day_of(act.at)
    changed = [
        day.date
        for day in queries.proposal_of(draft).days
        if day.date < today
        and statutes.is_loaded(day.date.year)
        and statutes.is_working_day(day.date) != (day.kind == WorkCalendar.Kind.MAKEUP_WORKDAY)
    ]
    if not changed:
        return None
    return Refusal(
        "calendar-past",
        _("有 %(count)s 天已经过去，其工作日性质不再改变。") % {"count": len(changed)},
        next_step=_("请只保留今天及以后的日子。"),
        items=tuple(day.isoformat() for day in changed),
    )


CHECKS = (every_sentence_is_read, there_are_days, year_is_whole, days_are_of_the_year, past_days_stay)
"""What is asked when a draft is put up, and again when it is approved."""

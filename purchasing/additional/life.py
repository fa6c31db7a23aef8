"""The life line of one request: seven stops from the filing to the item's approval."""

from __future__ import annotations

from datetime import date
from itertools import takewhile

from django.utils.translation import gettext_lazy as _

from portal.ui.parts import Stop
from portal.values import clock
from purchasing.additional.models import AdditionalBudgetRequest, OutsideAct, Result, State

Kind = OutsideAct.Kind
LABELS = (
    _("单位申报"), _("财政意见"), _("市政府审定"), _("提请人大"), _("人大批准"), _("财政批复"), _("事项批准"),
)  # fmt: skip


def stops_of(request: AdditionalBudgetRequest, acts: list[OutsideAct]) -> list[Stop]:
    """Done with its day, now, ahead, or failed where the request ended."""
    confirmed = {row.kind: row.on for row in acts if row.confirmed_at is not None}
    decided = getattr(request.item, "supplement", None)
    days: list[date | None] = [
        clock.day_of(request.filed_at) if request.filed_at else None, request.opinion_on,
        *(confirmed.get(kind) for kind in (Kind.GOVERNMENT, Kind.SUBMISSION, Kind.CONGRESS, Kind.GRANT)),
        clock.day_of(decided.approved_at) if decided and request.result == Result.GRANTED else None,
    ]  # fmt: skip
    reached = len(list(takewhile(bool, days)))
    failed = request.state == State.CLOSED and request.result != Result.GRANTED
    at = max(reached - 1, 0) if failed and request.result != Result.WITHDRAWN else reached
    stops = []
    for number, (label, day) in enumerate(zip(LABELS, days, strict=True)):
        if failed and number == at:
            stops.append(Stop(label, "failed", day, note=request.get_result_display(), tone="bad"))
        elif day is not None:
            stops.append(Stop(label, "done", day))
        else:
            stops.append(Stop(label, "now" if number == reached and not failed else "ahead"))
    return stops

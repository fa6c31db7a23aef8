"""The life line of one procurement: eleven stops from plan to evaluation; upper aggregates fill in the later ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from portal.ui.parts import Progress, Stop
from portal.values import clock
from purchasing.intention.queries import intention_of
from purchasing.procurement.models import Procurement, State

Builder = Callable[[Procurement], Stop | None]
LATER = {"contract": _("合同"), "delivery": _("履约"), "payment": _("支付"), "evaluation": _("评价")}
_builders: dict[str, Builder] = {}


def later_stop(name: str) -> Callable[[Builder], Builder]:
    """Let an upper aggregate draw one of the later stops: "contract", "delivery", "payment", "evaluation"."""
    if name not in LATER:
        raise ValueError(f"{name} is no stop of the life line")

    def register(builder: Builder) -> Builder:
        if _builders.setdefault(name, builder) is not builder:
            raise ValueError(f"{name} has a builder already")
        return builder

    return register


def stops_of(procurement: Procurement) -> list[Stop]:
    """Done with its day, now, ahead, or failed where the procurement ended early."""
    plan = procurement.plan_item.plan
    intention = intention_of(procurement.plan_item)
    past = [
        (_("计划"), plan.submitted_at, plan.get_absolute_url()),
        (_("批复"), plan.decided_at, plan.get_absolute_url()),
        (_("意向"), intention.released_at if intention else None, intention.get_absolute_url() if intention else ""),
    ]
    own = [
        (_("公告"), procurement.announced_at), (_("开标"), procurement.opened_at), (_("评审"), procurement.reviewed_at),
        (_("结果"), procurement.result_at),
    ]  # fmt: skip
    stops = [_done_or_ahead(label, at, href) for label, at, href in past]
    stops += _running(procurement, own)
    for name, label in LATER.items():
        builder = _builders.get(name)
        stops.append((builder(procurement) if builder else None) or Stop(label, "ahead"))
    return stops


def _done_or_ahead(label: object, at: datetime | None, href: str = "") -> Stop:
    return Stop(label, "done" if at else "ahead", clock.day_of(at) if at else None, href=href)  # type: ignore[arg-type]


def _running(procurement: Procurement, stages: Sequence[tuple[object, datetime | None]]) -> list[Stop]:
    """The first stage not reached is where it stands now, or where it failed."""
    ended = procurement.state in (State.FAILED_INSUFFICIENT, State.VOIDED, State.TERMINATED)
    here: Progress = "failed" if ended else "now"
    stops = []
    for label, at in stages:
        if at is not None:
            stops.append(_done_or_ahead(label, at))
        else:
            stops.append(Stop(label, here))  # type: ignore[arg-type]
            here = "ahead"
    return stops

"""The life line of one procurement: eleven stops from plan to evaluation; upper aggregates fill in the later ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import Capability, allows
from portal.ui.parts import Progress, Stop
from portal.values import clock
from purchasing.intention.policies import Can as IntentionCan
from purchasing.intention.queries import intention_of
from purchasing.plan.policies import Can as PlanCan
from purchasing.procurement.models import Procurement, State

Builder = Callable[[Procurement], Stop | None]
# Every file's stages in their order, for the desk and the public alike.
STAGES: Final = {
    "plan": _("计划"), "approval": _("批复"), "intention": _("意向"), "notice": _("公告"), "opening": _("开标"),
    "review": _("评审"), "result": _("结果"), "contract": _("合同"), "delivery": _("履约"), "payment": _("支付"),
    "evaluation": _("评价"),
}  # fmt: skip
LATER: Final = ("contract", "delivery", "payment", "evaluation")
ENDED: Final = (State.FAILED_INSUFFICIENT, State.VOIDED, State.TERMINATED)
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


def rights_of_stops(procurement: Procurement) -> list[tuple[Model | None, Capability]]:
    """What decides which stops are links, to be asked together with the other rights of a page."""
    item = procurement.plan_item
    return [(item.plan, PlanCan.READ_PLAN), (intention_of(item), IntentionCan.READ_INTENTION)]


def stops_of(procurement: Procurement, reader: Actor | None = None) -> list[Stop]:
    """Done with its day, now, ahead, or failed where the procurement ended early; links to what the reader may open."""
    plan = procurement.plan_item.plan
    intention = intention_of(procurement.plan_item)
    plan_page, intention_page = [
        page.get_absolute_url() if page is not None and allows(reader, can, page) else ""
        for page, can in ((plan, PlanCan.READ_PLAN), (intention, IntentionCan.READ_INTENTION))
    ]
    past = [
        ("plan", plan.submitted_at, plan_page),
        ("approval", plan.decided_at, plan_page),
        ("intention", intention.released_at if intention else None, intention_page),
    ]
    stops = [_done_or_ahead(name, at, href) for name, at, href in past]
    stops += _running(procurement)
    for name in LATER:
        builder = _builders.get(name)
        stops.append((builder(procurement) if builder else None) or Stop(STAGES[name], "ahead"))
    return stops


def reached(procurement: Procurement) -> dict[str, datetime | None]:
    """When each stage of the tender itself was reached."""
    return {
        "notice": procurement.announced_at, "opening": procurement.opened_at, "review": procurement.reviewed_at,
        "result": procurement.result_at,
    }  # fmt: skip


def stage_at_end(procurement: Procurement) -> str | None:
    """The stage an ended procurement did not reach; None for one that goes on."""
    if procurement.state not in ENDED:
        return None
    return next((name for name, at in reached(procurement).items() if at is None), "contract")


def _done_or_ahead(name: str, at: datetime | None, href: str = "") -> Stop:
    return Stop(STAGES[name], "done" if at else "ahead", clock.day_of(at) if at else None, href=href)


def _running(procurement: Procurement) -> list[Stop]:
    """The first stage not reached is where it stands now, or where it failed."""
    here: Progress = "failed" if procurement.state in ENDED else "now"
    stops = []
    for name, at in reached(procurement).items():
        if at is not None:
            stops.append(_done_or_ahead(name, at))
        else:
            stops.append(Stop(STAGES[name], here))
            here = "ahead"
    return stops

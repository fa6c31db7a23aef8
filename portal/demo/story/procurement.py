"""Story steps of the procurement: the implementation plan with its appointments, and an end before the award."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.demo.cast import Cast
from portal.demo.story.intention import At, beijing, check_secrecy
from portal.values import clock
from portal.workflow.deadlines import sweep
from portal.workflow.perform import perform
from purchasing.plan.flow import PLAN_ITEM
from purchasing.plan.models import PlanItem
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Procurement
from purchasing.publication.models import Kind


@dataclass(frozen=True)
class Posts:
    """Who is charged with which duty, by log-in, and the agency by its key in the cast."""

    agency: str = "agent"
    operator: str = "po1"
    opening_officer: str = "po3"
    representatives: tuple[str, ...] = ("pr1", "pr2")
    contract_reviewer: str = "po2"
    acceptance_organiser: str = "po2"
    acceptance_members: tuple[str, ...] = ("pv1", "pv2")
    unit_finance: str = "pf1"

    def people(self, cast: Cast) -> dict[str, Any]:
        """What the form of the implementation plan hands on."""
        several = ("representatives", "acceptance_members")
        single = ("operator", "opening_officer", "contract_reviewer", "acceptance_organiser", "unit_finance")
        return {
            "agency": cast.organisations[self.agency],
            **{duty: cast.user(getattr(self, duty)) for duty in single},
            **{duty: [cast.user(login) for login in getattr(self, duty)] for duty in several},
        }


SC01_FILED = beijing(2025, 1, 20, 10)


def file_implementation(
    cast: Cast, item: PlanItem, filed: datetime, posts: Posts | None = None, *, head: str = "ph1",
    intention_waiver: str = "", at: At = clock.at,
) -> Procurement:  # fmt: skip
    """The head of the unit files the implementation plan; the procurement takes over the item's number."""
    data = (posts or Posts()).people(cast)
    if intention_waiver:
        data["intention_waiver"] = intention_waiver
    with at(filed):
        perform(PLAN_ITEM, item, "release", actor=cast[head], data=data)
    return Procurement.objects.get(ocid=item.ocid)


def terminate(
    cast: Cast, procurement: Procurement, ended: datetime, reason: str, *, head: str = "ph1", second: str = "po2",
    at: At = clock.at,
) -> None:  # fmt: skip
    """The head ends the procurement; the notice of it is checked and released."""
    with at(ended):
        perform(PROCUREMENT, procurement, "terminate", actor=cast[head], data={"reason": reason})
        publish_end(cast, procurement, second=second)


def publish_end(cast: Cast, procurement: Procurement, *, second: str = "po2") -> None:
    """The notice of the end passes its check and is released at once."""
    if procurement.announced_at is not None:
        check_secrecy(cast, procurement, Kind.TERMINATION, second=second)
        sweep()

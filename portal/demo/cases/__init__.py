"""The cases of the demo: each strings story steps together, every act at its own instant."""

from __future__ import annotations

from collections.abc import Callable

from portal.demo.cases import additional, adjustment, budget, centre, group, lights, others, plans, rules, sc01
from portal.demo.stage import Stage

CASES: dict[str, Callable[[Stage], None]] = {
    "sc01": sc01.play,
    "centre": centre.play,
    "parks": others.play_parks,
    "toilets": others.play_toilets,
    "sc06": lights.play,
    "sc08": additional.play_sc08,
    "plans": plans.play,
    "additional": additional.play_waiting,
    "rules": rules.play,
    "adjustment": adjustment.play,
    "budget": budget.play,
    "group": group.play,
}

"""A system check that refuses to start with a half-declared flow."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error

from portal.outbox.registry import declared
from portal.workflow.flow import Flow


def check_flows(**kwargs: Any) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    for flow in Flow.registry.values():
        reached, frontier = {flow.initial}, [flow.initial]
        while frontier:
            state = frontier.pop()
            for move in flow.from_state(state):
                if move.target and move.target not in reached:
                    reached.add(move.target)
                    frontier.append(move.target)
        for state in set(flow.states.values) - reached:
            errors.append(Error(f"flow {flow.name}: state {state} cannot be reached", id="workflow.E001"))
        for move in flow.transitions.values():
            if move.body is None:
                errors.append(Error(f"flow {flow.name}: {move.name} has no body", id="workflow.E002"))
            if move.then and move.then not in flow.transitions:
                errors.append(
                    Error(f"flow {flow.name}: {move.name} goes on to unknown {move.then}", id="workflow.E004")
                )
        named = {m.name: {*m.source, m.target or flow.initial} for m in flow.transitions.values()}
        named |= {task.name: set(task.source) for task in flow.tasks.values()}
        errors += [
            Error(f"flow {flow.name}: {name} names unknown state {state}", id="workflow.E003")
            for name, states in named.items()
            for state in states - set(flow.states.values)
        ]
        for limit in flow.deadlines.values():
            for event in {limit.since, limit.met_by, *limit.dropped_by} - declared:
                errors.append(
                    Error(
                        f"flow {flow.name}: limit {limit.name} names {event}, which nobody declared", id="workflow.E005"
                    )
                )
    return errors

"""The reading of the law, written by hand, beside the declarations.

`tests/flows/<flow>.csv` has one line for each state, transition and role that may `do` or is `refused:<code>`; every
other combination of state, transition and role must be hidden. `tests/flows/build_<flow>.py` offers
`build(cast, state)`, which returns an object of the flow resting in that state, and may offer `DATA`, a mapping from
transition to the form data its guards need.
"""

from __future__ import annotations

import csv
from importlib import import_module
from pathlib import Path

import pytest

from portal.accounts.actor import Actor
from portal.accounts.roles import Role
from portal.demo.cast import PEOPLE, Cast
from portal.values import clock
from portal.workflow.act import Act
from portal.workflow.flow import Flow
from portal.workflow.perform import refusals_for

HERE = Path(__file__).parent
TABLES = sorted(HERE.glob("*.csv"))
REPRESENTATIVE = {role: next(login for login, _n, _o, r in PEOPLE if r is role) for role in Role}


def table(path: Path) -> dict[tuple[str, str, str], str]:
    with path.open(encoding="utf-8") as lines:
        return {(row["state"], row["transition"], row["role"]): row["verdict"] for row in csv.DictReader(lines)}


def verdict(flow: Flow, obj: object, name: str, actor: Actor, data: dict[str, object]) -> str:
    move = flow.transitions[name]
    if move.system or move.joined or obj.state not in move.source:
        return "hidden"
    refusals = refusals_for(flow, obj, move, Act(actor, clock.now(), data=dict(data)))
    if any(r.code == "not-allowed" for r in refusals):
        return "hidden"
    return f"refused:{refusals[0].code}" if refusals else "do"


@pytest.mark.django_db
@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.stem)
def test_flow_agrees_with_the_reading_of_the_law(path: Path, cast: Cast) -> None:
    flow = Flow.registry[path.stem]
    expected = table(path)
    builder = import_module(f"tests.flows.build_{path.stem}")
    data = getattr(builder, "DATA", {})

    found = {}
    for state in flow.states.values:
        obj = builder.build(cast, state)
        for name in flow.transitions:
            for role, login in REPRESENTATIVE.items():
                answer = verdict(flow, obj, name, cast[login], data.get(name, {}))
                if answer != "hidden":
                    found[(state, name, role.value)] = answer

    assert found == expected


def test_every_flow_has_its_table() -> None:
    assert {path.stem for path in TABLES} == set(Flow.registry)


def test_the_walk_notices_a_missing_line(tmp_path: Path) -> None:
    broken = tmp_path / "x.csv"
    broken.write_text("state,transition,role,verdict\ndrafted,check,po,do\n", encoding="utf-8")

    assert table(broken) != {}
    assert table(broken) != {("drafted", "check", "po"): "refused:x"}

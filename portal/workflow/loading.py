"""Imports the declaring modules of an app's aggregates at start-up, lower aggregates first."""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec

MODULES = ("flow", "actions", "reports", "previews", "subscribers", "menus", "panels", "reconciliation")


def load_aggregates(app: str, aggregates: Iterable[str]) -> None:
    for aggregate in aggregates:
        for module in MODULES:
            name = f"{app}.{aggregate}.{module}"
            if find_spec(name) is not None:
                import_module(name)

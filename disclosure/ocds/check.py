"""The structural check every release passes before it is stored; the official schemas are the tests' business."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

REQUIRED = ("ocid", "id", "date", "tag", "initiationType", "parties", "buyer")


def problems_of(release: dict[str, Any]) -> list[str]:
    """What is wrong with a release, in words; nothing when all is well."""
    problems = [f"{name} is missing" for name in REQUIRED if not release.get(name)]
    parties = {party["id"] for party in release.get("parties", [])}
    problems += [f"{ref} is referred to but no party" for ref in _references(release) if ref not in parties]
    for path, items in _arrays(release):
        ids = [item["id"] for item in items if "id" in item]
        if len(ids) != len(set(ids)):
            problems.append(f"{path} holds an id twice")
    awards = {award["id"] for award in release.get("awards", [])}
    if awards and any(c["awardID"] not in awards for c in release.get("contracts", [])):
        problems.append("a contract names an unknown award")
    return problems


def _references(release: dict[str, Any]) -> Iterator[str]:
    yield release["buyer"]["id"]
    tender = release.get("tender", {})
    for party in (*tender.get("tenderers", []), *filter(None, [tender.get("procuringEntity")])):
        yield party["id"]
    for award in release.get("awards", []):
        yield from (supplier["id"] for supplier in award.get("suppliers", []))
    for contract in release.get("contracts", []):
        for transaction in contract.get("implementation", {}).get("transactions", []):
            yield transaction["payer"]["id"]
            yield transaction["payee"]["id"]


def _arrays(value: Any, path: str = "") -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _arrays(inner, f"{path}/{name}")
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        yield path, value
        for inner in value:
            yield from _arrays(inner, path)

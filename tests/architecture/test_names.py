"""No two addresses share a name: `{% url %}` would lead a clerk out of the desk in silence."""

from __future__ import annotations

from collections import defaultdict

from django.urls import URLResolver, get_resolver


def named(resolver: URLResolver, prefix: str = "", namespace: str = "") -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}:{entry.namespace}" if entry.namespace else namespace
            for name, paths in named(entry, prefix + str(entry.pattern), inner).items():
                found[name] |= paths
        elif entry.name:
            found[f"{namespace}:{entry.name}"].add(prefix + str(entry.pattern))
    return found


def test_every_name_leads_to_one_address() -> None:
    shared = {name: paths for name, paths in named(get_resolver()).items() if len(paths) > 1}

    assert shared == {}

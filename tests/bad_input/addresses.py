"""Every address of the portal, from the urlconf itself: a page that is added is tried without anybody's doing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Address:
    """An address with gaps: "/desk/plans/<int:pk>/"."""

    pattern: str

    @property
    def has_gap(self) -> bool:
        return PARAMETER.search(self.pattern) is not None

    def filled(self, part: str) -> str:
        return PARAMETER.sub(part.replace("\\", r"\\"), self.pattern)


def _walk(patterns: list[Any], prefix: str = "/") -> Iterator[str]:
    for entry in patterns:
        text = str(entry.pattern)
        if isinstance(entry.pattern, RegexPattern):
            text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<str:\1>", text.strip("^$"))
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, prefix + text)
        else:
            yield prefix + text


def addresses() -> list[Address]:
    return [Address(pattern) for pattern in sorted(set(_walk(get_resolver().url_patterns)))]

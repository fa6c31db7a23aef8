"""The city's regions by their codes (GB/T 2260): their names, and which lie within which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

REGIONS: list[tuple[str, Text]] = [
    ("360200", _("市本级")),
    ("360202", _("昌江区")),
    ("360203", _("珠山区")),
    ("360222", _("浮梁县")),
    ("360281", _("乐平市")),
]
COUNTY_LEVEL = 6  # digits; what follows is a township's or a village's


def region_of(code: str) -> str:
    """The code of the county or city whose organisation has this code."""
    return code[:COUNTY_LEVEL]


def name_of(code: str) -> str:
    """What a region is called; its code where it is none of the city's."""
    return str(dict(REGIONS).get(region_of(code), code))


def within(code: str) -> str:
    """How the codes of everything within a region begin: 3602 for the city 360200, 360222 for the county 360222."""
    county = region_of(code)
    while county.endswith("00"):
        county = county.removesuffix("00")
    return county

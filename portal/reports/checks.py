"""Refuses to start without the fonts that official papers need: an error is better than empty boxes on a 批复."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from portal.reports import fonts
from portal.reports.kinds import REGISTRY

PROBE = "批复〔2026〕号年月日元整㙍䶮龑堃喆珺翀镕"


def check_fonts(**kwargs: Any) -> list[CheckMessage]:
    """Each packaged font exists, can be read and has the characters of names and official words."""
    from fontTools.ttLib import TTFont, TTLibError

    found: list[CheckMessage] = []
    for path in fonts.font_files():
        try:
            with TTFont(path, lazy=True) as font:
                missing = [char for char in PROBE if ord(char) not in font.getBestCmap()]
        except (OSError, TTLibError):
            found.append(
                Error(f"font {path} is missing or broken", hint="install pylopdf-fonts-zh-cn", id="reports.E001")
            )
            continue
        if missing:
            found.append(Error(f"font {path} lacks {''.join(missing)}", id="reports.E002"))
    if not fonts.has_subsetter():
        found.append(
            checks.Warning(
                "harfbuzz-subset is missing: PDFs are slow", hint="apt: libharfbuzz-subset0", id="reports.W001"
            )
        )
    return found


def check_kinds(**kwargs: Any) -> list[CheckMessage]:
    """Every declared kind has a template that loads."""
    found: list[CheckMessage] = []
    for kind in REGISTRY.values():
        try:
            get_template(kind.template)
        except (TemplateDoesNotExist, TemplateSyntaxError) as error:
            found.append(Error(f"report kind {kind.name}: template {kind.template}: {error}", id="reports.E003"))
    return found

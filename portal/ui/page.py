"""Renders a page whose lists are not read yet: all of them are read in one statement."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.values.together import fetch_together, lists_in


def render_together(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """`render`, with the context's querysets (and those a dictionary in it holds) read in one statement."""
    parts = [value for value in context.values() if isinstance(value, dict)]
    fetch_together(*lists_in(context.values()), *(rows for part in parts for rows in lists_in(part.values())))
    return render(request, template, context, status=status)

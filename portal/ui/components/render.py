"""One way to render a component's template."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.engine import Engine
from django.utils.safestring import SafeString


@cache
def _template(name: str) -> Any:
    return Engine.get_default().get_template(name)


def render(name: str, /, **values: Any) -> SafeString:
    """`ui/<name>.html` with these values, escaped as everywhere; compiled once outside DEBUG."""
    path = f"ui/{name}.html"
    template = Engine.get_default().get_template(path) if settings.DEBUG else _template(path)
    rendered: SafeString = template.render(Context(values))
    return rendered

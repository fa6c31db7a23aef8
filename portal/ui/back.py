"""The way back to a page that a form or a message names: within the portal, or not at all."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def back_to(target: str, fallback: str, *, status: int = 302) -> HttpResponseRedirect:
    """To `target` where it is a path of the portal, else to `fallback`, an address or the name of one.

    `target` comes from outside: it is never taken for a view's name, nor for a place relative to this one.
    """
    inside = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return HttpResponseRedirect(target if inside else resolve_url(fallback), status=status)

"""Every view is `@public` or `@requires(…)`; nothing third. Objects are resolved through scope."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import Resolver404
from django.urls import resolve as match
from django.utils.translation import gettext as _

from portal.accounts.actor import actor_of
from portal.accounts.capability import Capability, holds, visible
from portal.accounts.roles import Role

View = Callable[..., HttpResponseBase]
logger = logging.getLogger("portal.access")


class NotYours(PermissionDenied):
    """403 that says who has the right."""

    def __init__(self, can: Capability) -> None:
        self.can = can
        self.roles = sorted({str(Role(g.role).label) for g in can.grants})
        super().__init__(_("此事项由以下岗位办理：%(roles)s。") % {"roles": "、".join(self.roles)})


def public(view: View) -> View:
    """Anyone may call this view."""
    view.access = "public"  # type: ignore[attr-defined]
    return login_not_required(view)


def signed_in(view: View) -> View:
    """Any person who has logged in: their own inbox, notices and settings."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    wrapped.access = "signed_in"  # type: ignore[attr-defined]
    return wrapped


def requires(
    can: Capability,
    model: type[models.Model] | None = None,
    *,
    key: str = "pk",
    read: Capability | None = None,
    related: tuple[str, ...] | Callable[[], tuple[str, ...]] = (),
) -> Callable[[View], View]:
    """Only holders of `can`. With a model, the view gets the object that URL argument `key` names, resolved through
    scope: outside `read` (default: `can`) it is 404, inside it without `can` 403 naming who has the right. `related`
    are the paths joined to it, or a function that says them where other apps add theirs."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of(request)
            if model is None:
                if not holds(actor, can):
                    _log(request, can)
                    raise NotYours(can)
                return view(request, *args, **kwargs)
            joined = related() if callable(related) else related
            obj = resolve(request, model, key, kwargs.pop(key), can, read, joined)
            return view(request, obj, *args, **kwargs)

        wrapped.access = can  # type: ignore[attr-defined]
        wrapped.opens = (model, read or can)  # type: ignore[attr-defined]
        return wrapped

    return decorate


def opens(href: str) -> tuple[type[models.Model] | None, Capability] | None:
    """Whose page is at this address, and the right without which it is not found; None where none is declared."""
    try:
        found: tuple[type[models.Model] | None, Capability] | None = getattr(match(href).func, "opens", None)
    except Resolver404:
        return None
    return found


def resolve(
    request: HttpRequest,
    model: type[models.Model],
    key: str,
    value: Any,
    can: Capability,
    read: Capability | None = None,
    related: tuple[str, ...] = (),
) -> models.Model:
    """One object through scope. Raises Http404 outside it, NotYours inside it without the right; both are logged."""
    actor = actor_of(request)
    rows = model._default_manager.select_related(*related) if related else model._default_manager.all()
    try:
        rows = rows.filter(**{key: value})
        obj = visible(actor, read or can, rows).first()
    except (ValueError, OverflowError):
        obj = None
    if obj is None:
        _log(request, read or can)
        raise Http404(_("没有找到，或不在您的办理范围内。"))
    if read is not None and read is not can and not visible(actor, can, rows).exists():
        _log(request, can)
        raise NotYours(can)
    return obj


def _log(request: HttpRequest, can: Capability) -> None:
    logger.warning(
        "access denied: user=%s can=%s path=%s", request.user.pk, can.code, request.path.encode("ascii", "replace")
    )

"""Whole pages kept for anonymous readers, each good for one version of the site and one minute of its clock.

The version is a row that rises in the transaction of every publication, read in one statement a request: whatever has
been published is on the next page asked for. A second copy is kept for those who are signed in: it is made for nobody in
particular, so that it cannot tell one of them about another. Nothing is kept for whom a message waits, nor with a form's
token.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from psycopg import Error

from portal.accounts.actor import actor_of
from portal.ui.pages.preferences import ELDER_COOKIE

LARGEST = 400_000  # bytes of one page
SPACE = 48_000_000  # bytes of all pages kept by one process
# The portal's minute for what is shown of time; the real one too, should the portal's clock stand still.
_VERSION = (
    "SELECT number, floor(extract(epoch FROM portal_now()) / 60)::bigint,"
    " floor(extract(epoch FROM clock_timestamp()) / 60)::bigint FROM disclosure_siteversion"
)
_PERSONAL = (settings.SESSION_COOKIE_NAME, "messages")

Handler = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponseBase]
Key = tuple[Any, ...]
Version = tuple[int, ...]


class SomeoneSignedIn(AnonymousUser):
    """Stands for whoever is signed in while the page of all of them is made."""

    @property
    def is_authenticated(self) -> Any:
        return True


def whole_page(view: View) -> View:
    """The view's answer depends on nothing but the address, the published content, the minute and whether the reader is
    signed in: it may be kept."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not len(get_messages(request)):
            return _for_the_signed_in(request, view, *args, **kwargs)
        response = view(request, *args, **kwargs)
        response.whole_page = True  # type: ignore[attr-defined]
        return response

    return wrapped


def _for_the_signed_in(request: HttpRequest, view: View, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """The page as all who are signed in see it, from the shelf or made for none of them in particular."""
    address = _address(request)
    version = _version() if address else None
    key = (*address, "signed in") if address else None
    page = shelf.find(key, version) if key and version else None
    if page is None:
        user, actor = request.user, actor_of(request)
        request.user, request.actor = SomeoneSignedIn(), None  # type: ignore[attr-defined]
        try:
            response = view(request, *args, **kwargs)
        finally:
            request.user, request.actor = user, actor  # type: ignore[attr-defined]
        if key is None or version is None or request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or not _is_plain(response):
            return response
        page = _made(response, version)  # type: ignore[arg-type]
        shelf.keep(key, page)
    return page.answer(request, private=True)


@dataclass
class Page:
    version: Version
    headers: dict[str, str]
    etag: str
    body: bytes
    packed: bytes

    def answer(self, request: HttpRequest, *, private: bool = False) -> HttpResponse:
        """The page as it was made, packed for whom that suits, or 304 for whom has it; private: not for shared caches."""
        if self.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
            response = HttpResponse(status=304, headers=self.headers)
            del response["Content-Type"]
        elif "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            response = HttpResponse(self.packed, headers={**self.headers, "Content-Encoding": "gzip"})
        else:
            response = HttpResponse(self.body, headers=self.headers)
        response["ETag"] = self.etag
        if private:
            response["Cache-Control"] = "private, no-cache"
        return response


class Shelf:
    """The pages of this process, the least recently asked for leaving first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def find(self, key: Key, version: Version) -> Page | None:
        page = self._pages.get(key)
        return page if page is not None and page.version == version else None

    def keep(self, key: Key, page: Page) -> None:
        with self._lock:
            old = self._pages.pop(key, None)
            self._size += _weight(page) - (_weight(old) if old else 0)
            self._pages[key] = page
            while self._size > SPACE:
                self._size -= _weight(self._pages.popitem(last=False)[1])

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._size = 0


shelf = Shelf()


class PublicPageMiddleware:
    """Stands before everything that costs time; asks the version, then the shelf, then the view."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request)
        version = _version() if key else None
        if key is None or version is None:
            return self.get_response(request)
        page = shelf.find(key, version)
        if page is None:
            response = self.get_response(request)
            if not _may_keep(response):
                return response
            page = _made(response, version)
            shelf.keep(key, page)
        return page.answer(request)


def _key(request: HttpRequest) -> Key | None:
    """What an anonymous reader's page depends on; None for everybody else."""
    if request.META.get("HTTP_COOKIE") and any(name in request.COOKIES for name in _PERSONAL):
        return None
    return _address(request)


def _address(request: HttpRequest) -> Key | None:
    """What a page depends on besides its reader; None for what is never kept."""
    meta = request.META
    if request.method not in {"GET", "HEAD"} or "HTTP_RANGE" in meta:
        return None
    elder = language = ""
    if meta.get("HTTP_COOKIE"):
        cookies = request.COOKIES
        elder, language = cookies.get(ELDER_COOKIE, ""), cookies.get(settings.LANGUAGE_COOKIE_NAME, "")
    accepted = meta.get("HTTP_ACCEPT_LANGUAGE", "") if len(settings.LANGUAGES) > 1 else ""
    return (
        meta.get("PATH_INFO"), meta.get("QUERY_STRING"), meta.get("HTTP_HOST"), request.scheme, elder, language, accepted,
        meta.get("HTTP_HX_REQUEST"), connection.settings_dict["NAME"],
    )  # fmt: skip


def _version() -> Version | None:
    """The site's version and minute, straight from the driver; None while the database is away."""
    try:
        if connection.connection is None:
            connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            found = cursor.execute(_VERSION, prepare=True).fetchone()
    except Error:
        connection.close_if_unusable_or_obsolete()
        return None
    return tuple(found)


def _may_keep(response: HttpResponse) -> bool:
    return getattr(response, "whole_page", False) and _is_plain(response)


def _is_plain(response: Any) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and len(response.content) <= LARGEST
    )


def _made(response: HttpResponse, version: Version) -> Page:
    patch_vary_headers(response, ["Accept-Encoding", "Cookie", "HX-Request"])
    response["Cache-Control"] = "public, no-cache"
    del response["Content-Length"]
    body = response.content
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Page(version, dict(response.items()), etag, body, gzip.compress(body, 6, mtime=0))


def _weight(page: Page) -> int:
    return len(page.body) + len(page.packed) + 1000

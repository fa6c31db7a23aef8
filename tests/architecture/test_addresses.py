"""Every address says who may come in; none is open or closed by accident."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from portal.accounts.capability import Capability


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


def _is_guarded(pattern: URLPattern) -> bool:
    access = getattr(pattern.callback, "access", None)
    return access in ("public", "signed_in") or isinstance(access, Capability)


def test_every_view_is_public_or_for_the_signed_in_or_requires_a_capability() -> None:
    unguarded = [address for address, pattern in _patterns(get_resolver()) if not _is_guarded(pattern)]

    assert unguarded == []


def test_a_view_that_is_merely_exempt_from_log_in_is_found() -> None:
    @login_not_required
    def careless(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert not _is_guarded(path("careless/", careless))


def test_no_address_is_declared_twice() -> None:
    addresses = [address for address, _ in _patterns(get_resolver())]

    assert sorted(addresses) == sorted(set(addresses))

"""Every address of the portal, sent what no page of ours offers, by nobody and by somebody: never an error of the server."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import pytest
from django.test import Client

from tests.bad_input.addresses import Address, addresses
from tests.bad_input.corpus import PARTS, QUERIES
from tests.bad_input.people import LOGINS, fault, somebody

pytestmark = pytest.mark.xdist_group("bad_input_addresses")
METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "PROPFIND")
# They set a cookie on how pages look, and nothing else; kept pages show their forms without a token.
PREFERENCES = {"/ui/elder/", "/ui/language/"}
HEADERS: tuple[dict[str, str], ...] = (
    {"HTTP_ACCEPT": "application/json;q=oh, */*;q=-1, \xff"},
    {"HTTP_ACCEPT_LANGUAGE": "zz-ZZ;q=9, \x7f, *;q=x"},
    {"HTTP_RANGE": "bytes=9-1,-", "HTTP_IF_RANGE": "never"},
    {"HTTP_IF_NONE_MATCH": 'W/"a, "b\xff', "HTTP_IF_MODIFIED_SINCE": "Thu, 32 Foo 10000 25:61:61 GMT"},
    {"HTTP_COOKIE": 'sessionid=../../x; csrftoken="\xe9; elder=2; django_language=__class__; messages=1:[]'},
    {"HTTP_X_FORWARDED_FOR": "1.1.1.1, ' OR 1=1", "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_FORWARDED": "for=x"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "<x>", "HTTP_HX_CURRENT_URL": "javascript:1", "HTTP_ORIGIN": "null"},
    {"HTTP_REFERER": "http://[::1", "HTTP_USER_AGENT": "\xff" * 500, "HTTP_X_REQUEST_ID": "../\xe9"},
)
BODIES: tuple[tuple[bytes, str], ...] = (
    (b'{"a": NaN, "a": "\\ud800\\u0000"}', "application/json"),
    (b"[" * 10_000, "application/json"),
    (b"a=1", "application/x-www-form-urlencoded; charset=gbk"),
    (b"a=%00&b=%C3%28", "application/x-www-form-urlencoded"),
    (
        b"--x\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n!!\r\n--x--",
        "multipart/form-data; boundary=x",
    ),
    (b"no parts", "multipart/form-data; boundary=" + "y" * 300),
    (b"<a/>", "text/xml"),
)


@pytest.fixture
def clients(world: None) -> dict[str, Client]:
    return {login: somebody(login) for login in ("", *LOGINS)}


@pytest.fixture(scope="module")
def readers() -> dict[str, str]:
    """Who can open an address without a gap; found once."""
    return {}


def reader_of(address: Address, clients: dict[str, Client], readers: dict[str, str]) -> str:
    if address.pattern not in readers:
        able = (login for login in LOGINS if clients[login].get(address.pattern).status_code == 200)
        readers[address.pattern] = next(able, "sa1")
    return readers[address.pattern]


def taking_turns() -> Iterator[str]:
    """Nobody, then somebody, then nobody, then somebody else."""
    people = cycle(LOGINS)
    while True:
        yield ""
        yield next(people)


def test_what_stands_for_a_key_in_an_address_is_only_not_found(clients: dict[str, Client]) -> None:
    turns, faults = taking_turns(), []
    for address in (one for one in addresses() if one.has_gap):
        for part in PARTS:
            path, login = address.filled(part), next(turns)
            answer = clients[login].get(path)
            if fault(answer) or answer.status_code not in {200, 302, 400, 403, 404, 405, 409}:
                faults.append((login, path[:120], answer.status_code, fault(answer)))

    assert faults == []


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:30])
def test_a_query_nobody_gave_out_is_refused_or_passed_over(
    clients: dict[str, Client], readers: dict[str, str], query: str
) -> None:
    faults = []
    for number, address in enumerate(one for one in addresses() if not one.has_gap):
        login = "" if number % 2 else reader_of(address, clients, readers)
        answer = clients[login].get(f"{address.pattern}?{query}")
        if fault(answer) or answer.status_code not in {200, 302, 304, 400, 403, 404, 405, 422, 429}:
            faults.append((login, address.pattern, answer.status_code, fault(answer)))

    assert faults == []


def test_an_odd_method_does_nothing(clients: dict[str, Client]) -> None:
    turns, faults = taking_turns(), []
    for address in addresses():
        path, login = address.filled("1"), next(turns)
        for method in METHODS:
            answer = clients[login].generic(method, path)
            allowed = {200, 302, 400, 403, 404, 405} if method in {"OPTIONS", "HEAD"} else {302, 400, 403, 404, 405}
            if fault(answer) or answer.status_code not in allowed:
                faults.append((login, method, path, answer.status_code, fault(answer)))

    assert faults == []


def test_a_form_from_elsewhere_is_refused_at_every_address(world: None) -> None:
    careful = {login: somebody(login, enforce_csrf_checks=True) for login in ("", "po1", "sa1")}
    turns, faults = cycle(careful), []
    for address in (one for one in addresses() if one.pattern not in PREFERENCES):
        login = next(turns)
        answer = careful[login].post(address.filled("1"), {"x": "1"}, HTTP_ORIGIN="https://evil.example")
        if fault(answer) or answer.status_code not in {302, 403, 404, 405}:
            faults.append((login, address.pattern, answer.status_code, fault(answer)))

    assert faults == []


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: next(iter(headers)))
def test_an_odd_header_changes_nothing(
    clients: dict[str, Client], readers: dict[str, str], headers: dict[str, str]
) -> None:
    faults = []
    for number, address in enumerate(one for one in addresses() if not one.has_gap):
        login = "" if number % 2 or "HTTP_COOKIE" in headers else reader_of(address, clients, readers)
        answer = clients[login].get(address.pattern, **headers)
        if fault(answer) or answer.status_code not in {200, 302, 304, 400, 403, 404, 405, 406, 416}:
            faults.append((login, address.pattern, answer.status_code, fault(answer)))
        if b"evil.example" in getattr(answer, "content", b""):
            faults.append((login, address.pattern, "repeats a forged host"))

    assert faults == []


@pytest.mark.parametrize(
    ("body", "kind"), BODIES, ids=[f"{kind[:34]} {number}" for number, (_body, kind) in enumerate(BODIES)]
)
def test_a_body_that_is_no_form_of_ours_is_refused(clients: dict[str, Client], body: bytes, kind: str) -> None:
    turns, faults = taking_turns(), []
    for address in addresses():
        login = next(turns)
        answer = clients[login].post(address.filled("1"), body, content_type=kind)
        if fault(answer):
            faults.append((login, address.pattern, answer.status_code, fault(answer)))

    assert faults == []

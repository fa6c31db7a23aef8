"""Input that no browser sends is refused before any view, session or query."""

import pytest
from axes.models import AccessAttempt
from django.test import Client

BIG = "x" * 9_000


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/accessibility/?q=%00", {}, 400),
        ("/accessibility/?a%00b=1", {}, 400),
        ("/acc%00essibility/", {}, 400),
        ("/" + "p" * 3_000, {}, 400),
        (f"/accessibility/?q={BIG}", {}, 400),
        ("/accessibility/?" + "&".join(f"p{n}=1" for n in range(1_001)), {}, 400),
        ("/accessibility/", {"HTTP_ACCEPT_LANGUAGE": "x" * 1_000_000}, 431),
        ("/accessibility/", {"HTTP_COOKIE": f"a={BIG}"}, 431),
        ("/accessibility/", {"HTTP_COOKIE": "; ".join(f"c{n}=1" for n in range(200))}, 431),
        ("/accessibility/", {"HTTP_COOKIE": "a=b\x00c"}, 400),
        ("/accessibility/", {"HTTP_X_ANY": "a\x00b"}, 400),
        ("/accessibility/", {"HTTP_HOST": "evil<>junk"}, 400),
    ],
)
def test_a_get_no_browser_sends_is_refused(client: Client, db, path: str, options: dict, status: int) -> None:
    answer = client.get(path, **options)

    assert answer.status_code == status
    assert "请求编号" in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "kind", "options", "status"),
    [
        (b"elder%00=1", "application/x-www-form-urlencoded", {}, 400),
        (b"elder=1", "application/x-www-form-urlencoded; charset=utf-7", {}, 415),
        (b"elder=1", "multipart/form-data; charset=gbk; boundary=x", {}, 415),
        (b"elder=1", "multipart/form-data", {}, 400),
        (b"elder=1", "text/xml", {}, 415),
        (b"\x1f\x8b", "application/x-www-form-urlencoded", {"HTTP_CONTENT_ENCODING": "gzip"}, 415),
        (b"&".join(b"p=1" for _n in range(6_000)), "application/x-www-form-urlencoded", {}, 400),
        (b"elder=" + b"x" * 3_000_000, "application/x-www-form-urlencoded", {}, 413),
    ],
)
def test_a_post_no_browser_sends_is_refused(
    client: Client, db, body: bytes, kind: str, options: dict, status: int
) -> None:
    answer = client.post("/ui/elder/", body, content_type=kind, **options)

    assert answer.status_code == status
    assert answer.headers.get("Set-Cookie") is None


@pytest.mark.parametrize("number", ["2147483648", "9223372036854775808", "9" * 5_000])
def test_a_huge_number_in_an_address_is_only_not_found(client: Client, db, number: str) -> None:
    assert client.get(f"/no-such/{number}/").status_code in {400, 404}


@pytest.mark.parametrize(
    ("trusted", "forwarded", "seen"),
    [
        (False, "203.0.113.7", "127.0.0.1"),
        (True, "203.0.113.7", "203.0.113.7"),
        (True, "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # what stands before the proxy's own word is the client's
        (True, "2001:DB8::7", "2001:db8::7"),
        (True, "", "127.0.0.1"),
        (True, "203.0.113.7, x", "127.0.0.1"),
    ],
)
def test_a_failed_log_in_is_counted_for_the_address_it_came_from(
    settings, client: Client, db, trusted: bool, forwarded: str, seen: str
) -> None:
    settings.TRUST_PROXY = trusted

    client.post("/login/", {"username": "po1", "password": "wrong"}, headers={"X-Forwarded-For": forwarded})

    assert AccessAttempt.objects.get().ip_address == seen


def test_ordinary_input_passes(client: Client, db) -> None:
    assert client.get("/accessibility/?q=日间照料&emoji=🏺").status_code == 200


def test_forged_forwarding_headers_change_nothing(client: Client, db) -> None:
    forged = {
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_FORWARDED": "for=1.2.3.4",
    }

    answer = client.get("/accessibility/", **forged)

    assert answer.status_code == 200
    assert "evil.example" not in answer.content.decode()

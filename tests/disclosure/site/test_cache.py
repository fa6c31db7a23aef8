"""Pages are kept for the public and for whoever is signed in, never older than the last publication."""

import gzip
import urllib.request

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosure.site.cache import shelf
from portal.demo.cast import build_cast
from tests.disclosure.things import thing


@pytest.fixture(autouse=True)
def _database(request):
    """The test's own committed database where it asks for one, else this process's."""
    request.getfixturevalue("live_db" if "live_db" in request.fixturenames else "db")


def queries(client, path, **headers):
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path, **headers)
    return answer, len(captured)


def test_the_second_reader_gets_the_same_page_without_a_query_of_the_list(client, cast):
    thing(cast)
    first, asked = queries(client, "/notices/")

    second, asked_again = queries(client, "/notices/")

    assert second.content == first.content
    assert (asked > 3, asked_again) == (True, 0)
    assert second["X-Request-Id"] != first["X-Request-Id"]
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]


def test_a_publication_is_on_the_very_next_page(client, cast):
    thing(cast, 1)
    client.get("/notices/")

    thing(cast, 2, title="刚刚发布的公告")

    assert "刚刚发布的公告" in client.get("/notices/").content.decode()


def test_who_is_signed_in_gets_the_page_of_all_who_are(client, cast):
    thing(cast)
    client.get("/notices/")
    client.force_login(cast.user("po1"))
    other = Client()
    other.force_login(cast.user("s1"))

    mine, theirs = client.get("/notices/"), other.get("/notices/")

    assert "我的工作台" in mine.content.decode()
    assert theirs.content == mine.content
    assert (theirs.wsgi_request.user.username, theirs["Cache-Control"]) == ("s1", "private, no-cache")
    assert "我的工作台" not in Client().get("/notices/").content.decode()
    assert client.get("/notices/", HTTP_IF_NONE_MATCH=mine["ETag"]).status_code == 304
    assert Client().get("/notices/", HTTP_IF_NONE_MATCH=mine["ETag"]).status_code == 200


def test_a_publication_is_on_the_very_next_page_of_who_is_signed_in(client, cast):
    thing(cast, 1)
    client.force_login(cast.user("po1"))
    client.get("/notices/")

    thing(cast, 2, title="刚刚发布的公告")

    assert "刚刚发布的公告" in client.get("/notices/").content.decode()


def test_a_waiting_message_is_shown_once_and_never_kept(client, cast):
    thing(cast)
    client.force_login(cast.user("po1"))
    other = Client()
    other.force_login(cast.user("s1"))
    answer = client.get("/notices/")
    answer.wsgi_request._messages = None
    storage = CookieStorage(answer.wsgi_request)
    storage.add(messages.INFO, "只给一个人看的提示")
    storage.update(answer)
    client.cookies["messages"] = answer.cookies["messages"].value

    told = client.get("/notices/").content.decode()
    again = client.get("/notices/").content.decode()

    assert ["只给一个人看的提示" in text for text in (told, again, other.get("/notices/").content.decode())] == [
        True,
        False,
        False,
    ]


def test_a_reader_who_has_the_page_gets_304(client, cast):
    thing(cast)
    tag = client.get("/notices/")["ETag"]

    same = client.get("/notices/", HTTP_IF_NONE_MATCH=tag)
    junk = client.get(
        "/notices/",
        HTTP_IF_NONE_MATCH='junk, "',
    )
    thing(cast, 2)
    changed = client.get("/notices/", HTTP_IF_NONE_MATCH=tag)

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert (junk.status_code, changed.status_code) == (200, 200)


def test_a_kept_page_is_packed_for_whom_that_suits(client, cast):
    thing(cast)
    plain = client.get("/notices/")

    packed = client.get("/notices/", HTTP_ACCEPT_ENCODING="gzip, br")

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert set(packed["Vary"].lower().split(", ")) >= {"cookie", "accept-encoding", "hx-request"}


def test_large_text_and_fragments_are_pages_of_their_own(client, cast):
    thing(cast)
    plain = client.get("/notices/").content
    fragment = client.get("/notices/", HTTP_HX_REQUEST="true").content
    client.cookies["elder"] = "1"

    elder = client.get("/notices/").content

    assert b'class="elder"' in elder
    assert b'class="elder"' not in plain
    assert (b"<html" in plain, b"<html" in fragment) == (True, False)


def test_a_form_with_a_token_and_an_error_are_never_kept(client, cast):
    shelf.clear()
    client.get("/login/")
    client.get("/notices/?sort=price")
    client.get("/notices/1/")

    assert len(shelf._pages) == 0


def test_the_shelf_forgets_the_oldest_pages_first(client, cast, monkeypatch):
    monkeypatch.setattr("disclosure.site.cache.SPACE", 60_000)
    thing(cast)

    for number in range(12):
        client.get(f"/notices/?q=词{number}")

    assert 0 < len(shelf._pages) < 12
    assert shelf._size <= 60_000


def test_a_publication_of_another_process_is_on_the_next_page_of_every_worker(live_db):
    cast = build_cast()
    thing(cast, 1)
    with live_db.web() as base:
        before = [read(base) for _ in range(4)]

        thing(cast, 2, title="刚刚发布的公告")

        after = [read(base) for _ in range(4)]

    assert [("刚刚发布的公告" in text) for text in before + after] == [False] * 4 + [True] * 4


def read(base):
    with urllib.request.urlopen(f"{base}/notices/", timeout=20) as answer:
        return answer.read().decode()

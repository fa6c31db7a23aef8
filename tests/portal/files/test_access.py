"""Who may download what, how it is served, and uploads that are too large or must not touch the disk."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.accounts.models import User
from portal.files import access, storage
from portal.files.actions import release, store
from tests.portal.audit.conftest import clerk_act, make_file
from tests.portal.files import samples

pytestmark = pytest.mark.urls("tests.portal.files.urls")


@pytest.fixture
def rules(monkeypatch):
    monkeypatch.setattr(access, "_RULES", {})


@pytest.fixture
def act(db):
    return clerk_act()


@pytest.fixture
def stored(act, rules):
    upload = SimpleUploadedFile("报价 “甲”.pdf", samples.pdf())
    return store(upload, act=act, subject=make_file(), purpose="plan")


def test_a_file_whose_aggregate_has_no_rule_is_nobodys(client: Client, stored, act, caplog):
    client.force_login(act.user, backend="django.contrib.auth.backends.ModelBackend")

    response = client.get(f"/files/{stored.key}/")

    assert response.status_code == 404
    assert [r.name for r in caplog.records if "access denied" in r.message] == ["portal.access"]


def test_the_aggregate_decides_for_each_reader(client: Client, stored, act):
    access.register_access("accounts.Organization", lambda actor, file: actor is not None and actor.user == act.user)
    stranger = User.objects.create_user("s1", display_name="投标经办")

    anonymous = Client().get(f"/files/{stored.key}/").status_code
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    other = client.get(f"/files/{stored.key}/").status_code
    client.force_login(act.user, backend="django.contrib.auth.backends.ModelBackend")
    own = client.get(f"/files/{stored.key}/")

    assert (anonymous, other, own.status_code) == (404, 404, 200)
    assert b"".join(own.streaming_content)[:5] == b"%PDF-"


def test_a_download_cannot_run_or_be_sniffed(client: Client, stored, act):
    release(stored, act)

    response = client.get(f"/files/{stored.key}/")

    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%8A%A5%E4%BB%B7")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Length"] == str(stored.size)


def test_a_damaged_file_is_not_served(client: Client, stored, act):
    release(stored, act)
    path = storage.path_of(stored.key)
    path.write_bytes(b"x" + path.read_bytes()[1:])

    assert client.get(f"/files/{stored.key}/").status_code == 404


@pytest.mark.parametrize("key", ["x" * 32, "..", "%2e%2e", "x" * 400])
def test_a_made_up_key_is_not_found(client: Client, db, rules, key):
    assert client.get(f"/files/{key}/").status_code == 404


def test_two_rules_for_one_aggregate_are_a_mistake(rules):
    access.register_access("a.b", lambda actor, file: True)

    with pytest.raises(ValueError, match="have a rule already"):
        access.register_access("A.B", lambda actor, file: False)


def test_a_sealed_upload_stays_in_memory_whatever_its_size(client: Client, db):
    body = SimpleUploadedFile("a.bin", b"x" * 4_000_000)

    assert client.post("/sealed/", {"file": body}).content == b"4000000 BytesIO"


def test_a_sealed_upload_beyond_its_limit_is_refused(client: Client, db):
    assert client.post("/sealed/", {"file": SimpleUploadedFile("a.bin", b"x" * 5_000_001)}).status_code in {400, 413}


def test_a_request_is_stopped_by_its_content_length_before_it_is_read(client: Client, db):
    response = client.post(
        "/limited/", {"file": SimpleUploadedFile("a.bin", b"x")}, headers={"content-length": "300000000"}
    )

    assert response.status_code in {400, 413}


def test_a_request_whose_content_length_lies_is_stopped_by_what_arrives(client: Client, db, settings):
    settings.FILES_MAX_BYTES = 100_000

    response = client.post("/limited/", {"file": SimpleUploadedFile("a.bin", b"x" * 300_000)})

    assert response.status_code in {400, 413}

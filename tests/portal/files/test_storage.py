"""Keeping a file, proving it unchanged, and clearing what nobody names."""

from __future__ import annotations

import resource
import signal
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from portal.accounts.actor import Actor
from portal.accounts.models import Membership, Organization, User
from portal.files import storage
from portal.files.actions import files_of, release, store, store_bytes
from portal.files.models import StoredFile
from portal.files.refusals import refused
from portal.values import clock
from portal.values.refusal import Refused
from portal.workflow.act import Act
from tests.portal.audit.conftest import clerk_act, make_file
from tests.portal.files import samples


@pytest.fixture
def owner(db) -> Organization:
    return make_file()


def same_clerk() -> Act:
    return Act(Actor(User.objects.get(username="po1"), Membership.objects.get()), clock.now())


def put(owner: Organization, name: str = "计划.pdf", body: bytes | None = None) -> StoredFile:
    return store(SimpleUploadedFile(name, body or samples.pdf()), act=clerk_act(), subject=owner, purpose="plan")


def test_a_stored_file_knows_whose_it_is_and_lies_under_a_random_key(owner):
    stored = put(owner, "../年度 计划\u202e.pdf")

    assert stored.name == "年度 计划.pdf"
    assert (stored.subject_label, stored.subject_pk) == ("accounts.organization", str(owner.pk))
    assert stored.owner_user.username == "po1"
    assert stored.owner_organization.name == "城管中心（虚构）"
    assert len(stored.key) == 32
    assert len(b"".join(storage.read_checked(stored))) == stored.size
    assert storage.path_of(stored.key).stat().st_mode & 0o777 == 0o600


def test_the_same_content_twice_is_two_files_with_one_fingerprint(owner):
    act = clerk_act()
    for _ in range(2):
        store(SimpleUploadedFile("甲.txt", b"one"), act=act, subject=owner, purpose="x")

    first, second = files_of(owner)

    assert first.sha256 == second.sha256
    assert first.key != second.key


@pytest.mark.parametrize("damage", ["flip", "cut", "missing"])
def test_damaged_content_is_never_read_as_good(owner, damage, caplog):
    stored = put(owner)
    path = storage.path_of(stored.key)
    body = bytearray(path.read_bytes())
    path.unlink()
    if damage == "flip":
        body[5] ^= 1
    if damage != "missing":
        path.write_bytes(body[:-1] if damage == "cut" else body)

    with pytest.raises(storage.Tampered):
        next(storage.read_checked(stored))

    assert [r.name for r in caplog.records if r.levelname == "ERROR"] == ["portal.files"]


def test_a_full_disk_refuses_and_leaves_neither_row_nor_part(owner):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    act = clerk_act()
    previous = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(Refused) as caught:
            store_bytes("大.bin", b"x" * 100_000, content_type="x/y", act=act, subject=owner, purpose="x")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, previous)

    assert caught.value.codes == ("file.disk_full",)
    assert not StoredFile.objects.exists()
    assert not list(storage.root().glob("??/*.part"))


def test_content_of_a_rolled_back_act_is_swept_after_an_hour_and_kept_files_stay(owner):
    kept = put(owner)
    with transaction.atomic():
        lost = store_bytes("a.bin", b"x", content_type="x/y", act=same_clerk(), subject=owner, purpose="x")
        transaction.set_rollback(True)

    storage.remove_orphans()
    still_there = storage.path_of(lost.key).exists()
    storage.remove_orphans(time.time() + storage.ORPHAN_SECONDS + 60)

    assert not storage.path_of(lost.key).exists()
    assert storage.path_of(kept.key).exists()
    assert still_there


def test_a_released_file_keeps_its_first_release(owner):
    stored = put(owner)
    act = same_clerk()

    first = release(stored, act).released_at
    release(stored, same_clerk())

    stored.refresh_from_db()
    assert stored.released_at == first == act.at


def test_every_refusal_has_words_and_a_next_step():
    refusal = refused("too_large", limit=50 * 2**20).refusals[0]

    assert str(refusal.message) == "文件超过大小上限 50 MB。"
    assert str(refusal.next_step) == "请压缩或拆分后上传。"

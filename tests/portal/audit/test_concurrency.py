"""Many acts at once in one file, and an entry that cannot be written."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from portal.accounts.models import Organization
from portal.audit import record, trail
from portal.audit.verify import verify
from tests.portal.audit.conftest import make_file, system_act


def test_concurrent_acts_in_one_file_make_one_unbroken_chain(live_db):
    file_ = make_file()

    def act(_number: int) -> None:
        try:
            with transaction.atomic():
                record(act=system_act(), subject=file_, verb="edit", before={}, after={})
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(40)))

    assert [e.number for e in trail(file_)] == list(range(1, 41))
    assert list(verify()) == []


def test_an_act_rolled_back_leaves_no_entry_and_no_gap(live_db):
    file_ = make_file()

    def act_that_fails() -> None:
        with transaction.atomic():
            record(act=system_act(), subject=file_, verb="edit", before={}, after={})
            raise LookupError

    with pytest.raises(LookupError):
        act_that_fails()

    with transaction.atomic():
        record(act=system_act(), subject=file_, verb="edit", before={}, after={})

    assert [e.number for e in trail(file_)] == [1]
    assert list(verify()) == []


def test_an_act_whose_entry_fails_is_undone(live_db):
    file_ = make_file()
    with live_db.owner() as owner:
        owner.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk'; END $$"
        )
        owner.execute("CREATE TRIGGER refuse BEFORE INSERT ON audit_auditentry EXECUTE FUNCTION refuse()")

    def rename() -> None:
        with transaction.atomic():
            Organization.objects.filter(pk=file_.pk).update(name="改名（虚构）")
            record(act=system_act(), subject=file_, verb="rename", before={}, after={})

    with pytest.raises(DatabaseError):
        rename()

    file_.refresh_from_db()
    assert file_.name == "昌南服务1（虚构）"

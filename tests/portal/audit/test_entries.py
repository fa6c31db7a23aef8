"""Appending acts to a file's chain."""

from datetime import date
from decimal import Decimal

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from portal.audit import record, trail
from portal.audit.canonical import GENESIS, plain
from portal.audit.models import AuditChain
from tests.portal.audit.conftest import clerk_act, make_file, system_act


def test_entries_of_a_file_are_numbered_and_linked(file_):
    first = record(act=system_act(), subject=file_, verb="begin", before=None, after={"state": "drafted"})
    second = record(act=system_act(), subject=file_, verb="approve", before={"state": "drafted"}, after={"state": "ok"})

    assert [e.number for e in trail(file_)] == [1, 2]
    assert (first.prev_hash, second.prev_hash) == (GENESIS, first.hash)
    chain = AuditChain.objects.get(key=f"accounts.organization:{file_.pk}")
    assert (chain.length, chain.head) == (2, second.hash)


def test_an_entry_keeps_name_role_and_organisation_as_text(file_):
    act = clerk_act()

    record(act=act, subject=file_, verb="approve", before={}, after={})

    entry = trail(file_).get()
    assert (entry.actor_name, entry.role, entry.organization) == ("城管经办甲", "购买单位经办", "城管中心（虚构）")
    assert (entry.grounds["remark"], entry.request_id, entry.ip) == ("同意", "r-1", "127.0.0.1")


def test_amounts_and_dates_are_kept_without_loss(file_):
    record(
        act=system_act(),
        subject=file_,
        verb="edit",
        before={"sum": Decimal("9600000.10")},
        after={"on": date(2025, 2, 18)},
    )

    entry = trail(file_).get()
    assert (entry.before, entry.after) == ({"sum": "9600000.10"}, {"on": "2025-02-18"})


def test_a_float_is_refused_since_it_would_not_come_back_the_same():
    with pytest.raises(TypeError):
        plain({"sum": 0.1})


def test_a_zero_byte_or_half_a_character_is_stored_as_text(file_):
    record(act=system_act("甲\x00乙\ud800"), subject=file_, verb="edit", before={}, after={})

    assert trail(file_).get().grounds["remark"] == "甲\ufffd乙?"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET verb = 'x'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry CASCADE",
        "UPDATE audit_checkpoint SET root = 'x'",
        "DELETE FROM audit_checkpointhead",
    ],
)
def test_the_application_cannot_rewrite_the_record(file_, statement):
    record(act=system_act(), subject=file_, verb="begin", before={}, after={})

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert trail(file_).count() == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_auditentry SET verb = 'x'", "DELETE FROM audit_auditentry", "TRUNCATE audit_checkpoint CASCADE"],
)
def test_the_trigger_stops_even_the_owner_from_an_accident(live_db, statement):
    with live_db.owner() as owner, pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append-only"):
        owner.execute(statement)


def test_an_entry_outside_a_transaction_is_refused(live_db):
    file_ = make_file()

    with pytest.raises(RuntimeError):
        record(act=system_act(), subject=file_, verb="begin", before={}, after={})

    assert not trail(file_).exists()

"""What verify finds after an owner of the database has been at the record."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from portal.audit import record
from portal.audit.canonical import HASHED, digest
from portal.audit.checkpoint import CheckpointConflict, files_in, take
from portal.audit.models import AuditEntry, Checkpoint, CheckpointHead
from portal.audit.verify import Problem, verify
from tests.portal.audit.conftest import make_file, system_act


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    settings.CHECKPOINT_FOLDER = tmp_path / "checkpoints"
    return settings.CHECKPOINT_FOLDER


@pytest.fixture
def files(live_db, folder):
    """Two files with five and three entries, sealed after the third entry of the first."""
    first, second = make_file(1), make_file(2)
    append(first, 3)
    append(second, 3)
    take()
    append(first, 2)
    return first, second


def append(file_, times):
    for _ in range(times):
        with transaction.atomic():
            record(act=system_act(), subject=file_, verb="edit", before={}, after={"v": 1})


def as_owner(live_db, *statements):
    """What only the owner can do: past the triggers."""
    with live_db.owner() as connection:
        connection.execute("SET session_replication_role = replica")
        for statement, values in statements:
            connection.execute(statement, values)


def chain_of(file_):
    return f"accounts.organization:{file_.pk}"


def found(**options):
    return [(p.code, p.chain, p.number) for p in verify(**options)]


def test_an_untouched_record_is_whole(files, folder):
    assert found(files=files_in(folder)) == []


def test_an_edited_entry_is_named(files, live_db):
    as_owner(
        live_db,
        ("UPDATE audit_auditentry SET after = '{\"v\": 2}' WHERE chain = %s AND number = 4", [chain_of(files[0])]),
    )

    assert found() == [("edited", chain_of(files[0]), 4)]


def test_an_edited_entry_with_a_new_hash_is_named(files, live_db):
    entry = AuditEntry.objects.get(chain=chain_of(files[0]), number=4)
    entry.verb = "forged"
    forged = digest({name: getattr(entry, name) for name in HASHED})
    as_owner(live_db, ("UPDATE audit_auditentry SET verb = 'forged', hash = %s WHERE id = %s", [forged, entry.pk]))

    assert found() == [("unlinked", chain_of(files[0]), 4)]


def test_an_entry_deleted_in_the_middle_is_named(files, live_db):
    as_owner(live_db, ("DELETE FROM audit_auditentry WHERE chain = %s AND number = 2", [chain_of(files[0])]))

    assert found() == [("missing", chain_of(files[0]), 2)]


def test_a_cut_tail_is_named(files, live_db):
    as_owner(live_db, ("DELETE FROM audit_auditentry WHERE chain = %s AND number >= 4", [chain_of(files[0])]))

    assert found() == [("cut", chain_of(files[0]), 4)]


def test_a_tail_cut_together_with_its_head_is_named_by_the_checkpoint(files, live_db):
    kept = AuditEntry.objects.get(chain=chain_of(files[1]), number=1)
    as_owner(
        live_db,
        ("DELETE FROM audit_auditentry WHERE chain = %s AND number > 1", [kept.chain]),
        ("UPDATE audit_auditchain SET length = 1, head = %s WHERE key = %s", [kept.hash, kept.chain]),
    )

    assert found() == [("cut", chain_of(files[1]), 2)]


def test_a_chain_removed_together_with_its_head_is_named_by_the_checkpoint(files, live_db):
    chain = chain_of(files[1])
    as_owner(
        live_db,
        ("DELETE FROM audit_auditentry WHERE chain = %s", [chain]),
        ("DELETE FROM audit_auditchain WHERE key = %s", [chain]),
    )

    assert found() == [("cut", chain, 1)]


def test_a_chain_rewritten_from_the_start_is_named_by_the_checkpoint(files, live_db):
    chain = chain_of(files[1])
    statements, previous = [], "0" * 64
    for entry in AuditEntry.objects.filter(chain=chain).order_by("number"):
        entry.verb, entry.prev_hash = "forged", previous
        previous = digest({name: getattr(entry, name) for name in HASHED})
        statements.append(
            (
                "UPDATE audit_auditentry SET verb = 'forged', prev_hash = %s, hash = %s WHERE id = %s",
                [entry.prev_hash, previous, entry.pk],
            )
        )
    as_owner(live_db, *statements, ("UPDATE audit_auditchain SET head = %s WHERE key = %s", [previous, chain]))

    assert found() == [("rewritten", chain, 3)]


def test_tables_restored_from_an_old_state_are_named_by_the_published_file(files, live_db, folder):
    with live_db.owner() as connection:
        tables = ("audit_auditentry", "audit_auditchain", "audit_checkpoint", "audit_checkpointhead")
        for table in tables:
            connection.execute(f"CREATE TABLE old_{table} AS TABLE {table}")
    append(files[0], 2)
    take()
    as_owner(
        live_db,
        *[(f"DELETE FROM {table}", []) for table in tables],
        *[(f"INSERT INTO {table} SELECT * FROM old_{table}", []) for table in tables],
    )

    assert found() == []
    assert found(files=files_in(folder)) == [("checkpoint-missing", "", 2), ("cut", chain_of(files[0]), 6)]


def test_a_forged_head_in_the_checkpoint_table_does_not_give_the_root(files, live_db):
    as_owner(live_db, ("DELETE FROM audit_checkpointhead WHERE chain = %s", [chain_of(files[1])]))

    assert found() == [("root", "", 1)]


def test_checking_from_a_checkpoint_skips_what_it_sealed(files, live_db):
    chain = chain_of(files[0])
    as_owner(live_db, ("UPDATE audit_auditentry SET after = '{}' WHERE chain = %s AND number IN (2, 5)", [chain]))

    assert found(since=1) == [("edited", chain, 5)]
    assert found() == [("edited", chain, 2)]


def test_one_chain_can_be_checked_alone(files, live_db):
    as_owner(live_db, ("UPDATE audit_auditentry SET after = '{}' WHERE number = 2", []))

    assert found(chain=chain_of(files[1])) == [("edited", chain_of(files[1]), 2)]


def test_the_command_ends_with_1_and_names_the_entry(files, live_db, capsys):
    call_command("verify_audit")
    whole = AuditEntry.objects.count()
    assert capsys.readouterr().out == f"audit record is whole: {whole} entries, 1 checkpoint files\n"
    as_owner(live_db, ("DELETE FROM audit_auditentry WHERE chain = %s AND number = 2", [chain_of(files[0])]))

    with pytest.raises(CommandError) as ended:
        call_command("verify_audit")

    assert ended.value.returncode == 1
    assert f"chain {chain_of(files[0])} entry 2: missing" in str(ended.value)


def test_the_command_takes_a_file_kept_elsewhere(files, live_db, folder, tmp_path):
    kept = tmp_path / "kept.json"
    sealed = dict(CheckpointHead.objects.values_list("chain", "length"))
    kept.write_bytes((folder / "checkpoint-00000001.json").read_bytes())
    as_owner(
        live_db,
        ("DELETE FROM audit_auditentry", []),
        ("DELETE FROM audit_auditchain", []),
        ("DELETE FROM audit_checkpointhead", []),
        ("DELETE FROM audit_checkpoint", []),
    )

    with pytest.raises(CommandError) as ended:
        call_command("verify_audit", checkpoint_file=kept)

    assert str(ended.value).splitlines() == [
        "checkpoint 1: checkpoint-missing: published, but not in the database",
        *[f"chain {key} entry 1: cut: checkpoint 1 sealed {length} entries" for key, length in sorted(sealed.items())],
    ]
    assert {chain_of(file_) for file_ in files} < set(sealed)


@pytest.mark.parametrize("content", ["", "[]", "{}", "not json", '{"number": 1, "heads": []}'])
def test_an_unreadable_checkpoint_file_is_an_error_in_words(live_db, tmp_path, content):
    path = tmp_path / "broken.json"
    path.write_text(content)

    with pytest.raises(CommandError, match="cannot read the checkpoint"):
        call_command("verify_audit", checkpoint_file=path)


def test_a_checkpoint_without_change_is_the_last_one(files):
    second = take()

    assert take() == second
    assert Checkpoint.objects.count() == 2
    assert [h.chain for h in CheckpointHead.objects.filter(checkpoint=second)] == [chain_of(files[0])]


def test_a_database_behind_its_published_checkpoints_says_so(files, live_db, folder):
    take()
    as_owner(
        live_db,
        (
            "DELETE FROM audit_checkpointhead WHERE checkpoint_id = (SELECT id FROM audit_checkpoint WHERE number = 2)",
            [],
        ),
        ("DELETE FROM audit_checkpoint WHERE number = 2", []),
    )
    append(files[0], 1)

    with pytest.raises(CheckpointConflict):
        take()


def test_a_problem_reads_as_a_sentence():
    assert str(Problem("cut", "a.b:1", 4, "gone")) == "chain a.b:1 entry 4: cut: gone"

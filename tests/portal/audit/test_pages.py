"""The published checkpoints."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from portal.audit import record
from portal.audit.checkpoint import take
from portal.audit.models import Checkpoint
from tests.portal.audit.conftest import make_file, system_act

PAGE = "/audit/checkpoints/"


@pytest.fixture
def two_checkpoints(db, settings, tmp_path: Path) -> list[Checkpoint]:
    settings.CHECKPOINT_FOLDER = tmp_path
    file_, made = make_file(), []
    for _ in range(2):
        record(act=system_act(), subject=file_, verb="edit", before={}, after={})
        made.append(take())
    return made


def test_anyone_reads_the_roots_newest_first(two_checkpoints):
    shown = Client().get(PAGE).json()["checkpoints"]

    first, second = two_checkpoints
    assert [(c["number"], c["root"], c["previous"]) for c in shown] == [
        (2, second.root, first.root),
        (1, first.root, "0" * 64),
    ]


def test_the_list_tells_neither_files_nor_how_many_acts_there_are(two_checkpoints):
    answer = Client().get(PAGE)

    assert set(answer.json()["checkpoints"][0]) == {"number", "at", "root", "previous"}
    assert "accounts.organization" not in answer.content.decode()


def test_older_ones_are_reached_by_number(two_checkpoints):
    assert [c["number"] for c in Client().get(PAGE, {"before": "2"}).json()["checkpoints"]] == [1]


@pytest.mark.parametrize("before", ["", "-1", "x", "٣", "9" * 40, "1e3", "NaN"])
def test_a_number_that_is_none_is_refused(two_checkpoints, before):
    assert Client().get(PAGE, {"before": before}).status_code == 400

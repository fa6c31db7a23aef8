"""Limits: a paper that eats time or memory, or kills its process, hurts no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.reports.warm import RenderingFailed, Warm, renderer
from tests.portal.reports.conftest import SETTINGS, paper

BOMB = {"caption": "", "columns": [{"label": "甲", "css": ""}], "rows": [["字" * 60]] * 30_000}


def reason(warm: Warm, template: str, context: dict, **limits) -> str:
    with pytest.raises(RenderingFailed) as caught:
        warm.render(template, context, **limits)
    return caught.value.reason


def test_a_paper_that_takes_too_long_is_killed_at_its_limit_and_the_next_is_rendered(warm):
    parent = _started(warm)
    began = time.monotonic()

    assert reason(warm, "reports/base_record.html", paper(tables=[BOMB]), seconds=2) == "time"

    assert time.monotonic() - began < 6
    assert warm.render("papers/approval.html", paper(paragraphs=["安好"])).pages == 1
    assert warm.pid == parent


def test_a_paper_that_eats_memory_is_stopped_and_the_next_is_rendered(warm):
    parent = _started(warm)

    assert reason(warm, "reports/base_record.html", paper(tables=[BOMB]), seconds=40, memory_mb=60) in {
        "memory",
        "crash",
    }

    assert warm.render("papers/approval.html", paper(paragraphs=["安好"])).pages == 1
    assert warm.pid == parent


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("<div>" * 1500 + "深", "error"),
        ("<table><tr><td>" * 60 + "深", "error"),
        ("<table><tr><td colspan=100000 rowspan=65534>宽</table>", "time"),
    ],
    ids=["div 1,500 deep", "tables 60 deep", "endless spans"],
)
def test_markup_too_deep_or_too_wide_ends_within_its_limits_and_hurts_no_other(warm, body, outcome):
    began = time.monotonic()

    assert reason(warm, "papers/raw.html", {"body": body}, seconds=4) == outcome

    assert time.monotonic() - began < 9
    assert warm.render("papers/approval.html", paper(paragraphs=["安好"])).pages == 1


def test_a_number_of_five_thousand_digits_is_printed(warm):
    assert warm.render("papers/approval.html", paper(paragraphs=["9" * 5000])).pages >= 5


def test_a_template_that_does_not_exist_is_an_error_with_its_name(warm):
    with pytest.raises(RenderingFailed) as caught:
        warm.render("papers/none.html", paper())

    assert (caught.value.reason, caught.value.detail) == ("error", "TemplateDoesNotExist: papers/none.html")


def test_a_killed_parent_is_started_again():
    warm = Warm(SETTINGS)
    try:
        first = _started(warm)
        os.kill(first, signal.SIGKILL)
        time.sleep(0.2)

        assert warm.render("papers/approval.html", paper(paragraphs=["安好"])).pages == 1
        assert warm.pid != first
    finally:
        warm.close()


def test_nothing_is_left_when_the_client_goes():
    warm = Warm(SETTINGS)
    pid = _started(warm)

    warm.close()

    assert not Path(f"/proc/{pid}").exists()


def _started(warm: Warm) -> int:
    warm.render("papers/approval.html", paper(paragraphs=["暖"]))
    assert warm.pid
    return warm.pid


def test_a_killed_worker_leaves_no_renderer_behind():
    code = (
        "from portal.reports.warm import Warm; from tests.portal.reports.conftest import paper; from tests.portal.reports.test_warm import BOMB\n"
        "warm = Warm(); warm.render('reports/base_record.html', paper()); print(warm.pid, flush=True)\n"
        "warm.render('reports/base_record.html', paper(tables=[BOMB]), seconds=60, memory_mb=4000)\n"
    )
    start = f"import django; django.setup(); exec({code!r})"
    worker = subprocess.Popen([sys.executable, "-c", start], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3])
    parent = int(worker.stdout.readline())
    deadline = time.monotonic() + 20
    while not (children := _children(parent)) and time.monotonic() < deadline:
        time.sleep(0.05)

    worker.kill()
    worker.communicate()

    while any(map(_alive, [parent, *children])) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(children) == 1
    assert not any(map(_alive, [parent, *children]))


def test_a_forked_worker_gets_a_renderer_of_its_own():
    mine = renderer()
    reader, writer = os.pipe()

    pid = os.fork()
    if pid == 0:
        os.write(writer, b"other" if renderer() is not mine else b"same!")
        os._exit(0)
    os.waitpid(pid, 0)

    assert os.read(reader, 5) == b"other"
    assert renderer() is mine


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

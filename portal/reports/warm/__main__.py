"""The warm parent: has imported everything once, forks a child with limits for each paper, outlives every child.

Reads frames {template, context, seconds, memory_mb} on standard input, answers {status, pages, detail} and the PDF on what
was standard output. Status is ok, time, memory, glyph, crash or error. Ends when its input ends, and its child with it.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import resource
import select
import signal
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from portal.reports.fonts import write_config
from portal.reports.warm.frames import read_frame, write_frame

SAMPLE = {
    "title": "样张",
    "issuer": "样张",
    "issued_on": "2025-01-01",
    "verify_address": "/verify/",
    "tables": [{"columns": [{"label": "项目", "css": "n"}], "rows": [["1.00"]]}],
}
EXIT_ERROR, EXIT_MEMORY, EXIT_GLYPH = 3, 4, 5
logger = logging.getLogger("portal.reports.warm")


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, answers = os.fdopen(0, "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with tempfile.TemporaryDirectory(prefix="portal-fonts-") as folder:
        os.environ["FONTCONFIG_FILE"] = str(write_config(Path(folder)))
        _warm_up()
        while (frame := read_frame(requests)) is not None:
            status, pages, detail, pdf = _run(frame[0], requests, answers)
            write_frame(answers, {"status": status, "pages": pages, "detail": detail}, pdf)


def _warm_up() -> None:
    """Render one whole paper, so that a child starts with every module, template and table loaded."""
    import django

    django.setup()
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    from django.template.loader import render_to_string

    from portal.reports.pdf import html_to_pdf

    html_to_pdf(render_to_string("reports/base_record.html", SAMPLE))
    gc.collect()
    gc.freeze()


def _run(request: dict[str, Any], requests: IO[bytes], answers: IO[bytes]) -> tuple[str, int, str, bytes]:
    result = os.memfd_create("paper")
    try:
        pid = os.fork()
        if pid == 0:
            _child(request, result, answers)
        if not _wait(pid, request["seconds"], requests):
            return "time", 0, "", b""
        return _outcome(os.waitpid(pid, 0)[1], result)
    finally:
        os.close(result)


def _wait(pid: int, seconds: float, requests: IO[bytes]) -> bool:
    """Wait for the child; kill it (and reap it) when its time is over, and leave with it when the client is gone."""
    handle = os.pidfd_open(pid)
    try:
        ready, _, _ = select.select([handle, requests.fileno()], [], [], seconds)
    finally:
        os.close(handle)
    if handle in ready:
        return True
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    if requests.fileno() in ready:
        sys.exit(0)
    return False


def _outcome(status: int, result: int) -> tuple[str, int, str, bytes]:
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGXCPU:
        return "time", 0, "", b""
    if code == EXIT_MEMORY:
        return "memory", 0, "", b""
    os.lseek(result, 0, os.SEEK_SET)
    with os.fdopen(os.dup(result), "rb") as stream:
        content = stream.read()
    head, _, pdf = content.partition(b"\n")
    if code in {EXIT_ERROR, EXIT_GLYPH}:
        return ("error" if code == EXIT_ERROR else "glyph"), 0, head.decode(errors="replace"), b""
    if code != 0 or not pdf.startswith(b"%PDF-"):
        return "crash", 0, f"exit {code}", b""
    return "ok", json.loads(head)["pages"], "", pdf


def _child(request: dict[str, Any], result: int, answers: IO[bytes]) -> None:
    """Render and leave; never returns."""
    code = 1
    try:
        os.close(answers.fileno())
        os.close(0)
        _limit(request["seconds"], request["memory_mb"])
        from django.template.loader import render_to_string

        from portal.reports.pdf import html_to_pdf

        pdf, pages = html_to_pdf(render_to_string(request["template"], request["context"]))
        with os.fdopen(os.dup(result), "wb") as stream:
            stream.write(json.dumps({"pages": pages}).encode() + b"\n" + pdf)
        code = 0
    except MemoryError:
        code = EXIT_MEMORY
    except BaseException as error:
        logger.warning("paper %s failed: %s", request["template"], type(error).__name__)
        os.write(result, f"{type(error).__name__}: {error}"[:300].replace("\n", " ").encode(errors="replace") + b"\n")
        code = EXIT_GLYPH if type(error).__name__ == "Unprintable" else EXIT_ERROR
    finally:
        os._exit(code)


def _limit(seconds: float, memory_mb: int) -> None:
    """CPU seconds and memory beyond what the warm parent has mapped already."""
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    ceiling = mapped + memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    cpu = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()

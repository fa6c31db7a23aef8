"""Reads one file on standard input, prints one JSON line, then, for pictures, the content freed of metadata.

Started as `python -m portal.files.inspector <family>`; sets CPU and memory limits for itself first. Exit code 0 means
that an answer was given; anything else (killed, crashed) means that the file defeats its parser.
"""

from __future__ import annotations

import io
import json
import resource
import sys

from portal.files.inspector.archive import check_archive
from portal.files.inspector.picture import check_picture
from portal.files.inspector.portable import check_pdf
from portal.files.inspector.verdict import Rejected, Verdict

CPU_SECONDS = 12
MEMORY_BYTES = 1024 * 2**20


def inspect(family: str, content: bytes) -> Verdict:
    if family == "pdf":
        return check_pdf(content)
    if family in {"png", "jpg"}:
        return check_picture(content, family)
    return check_archive(content)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = io.BufferedReader(io.FileIO(0, closefd=False)).read()
    try:
        verdict = inspect(sys.argv[1], content)
    except Rejected as rejected:
        verdict = Verdict(code=rejected.code)
    except MemoryError:
        verdict = Verdict(code="too_complex")
    head = json.dumps({"code": verdict.code, "kind": verdict.kind, "notes": verdict.notes})
    sys.stdout.buffer.write(head.encode() + b"\n" + verdict.cleaned)
    sys.stdout.buffer.flush()


main()

"""docx and xlsx: real Office files without macros, whose sizes are added up before anything is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from portal.files.inspector.verdict import Rejected, Verdict

MAX_ENTRIES = 5_000
MAX_TOTAL = 400 * 2**20
MAX_RATIO = 150
RATIO_FROM = 8 * 2**20
_CHUNK = 256 * 1024
_MACRO = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_REMOTE = re.compile(rb'(?:attachedTemplate|oleObject|externalLink)[^>]*TargetMode="External"', re.IGNORECASE)
_DDE = re.compile(rb"\bDDE(?:AUTO)?\b[^<]{0,200}|<ddeLink", re.IGNORECASE)


def check_archive(content: bytes) -> Verdict:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_end(archive, content)
            entries = archive.infolist()
            _check_totals(entries, len(content))
            kind = _kind({entry.filename for entry in entries})
            return Verdict(kind=kind, notes=sorted(_read_all(archive, entries)))
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise Rejected("broken") from error


def _check_end(archive: zipfile.ZipFile, content: bytes) -> None:
    """Nothing follows the index: what does, another reader may take for a file of another kind."""
    if archive.comment or content.rfind(b"PK\x05\x06") + 22 != len(content):
        raise Rejected("polyglot")


def _check_totals(entries: list[zipfile.ZipInfo], size: int) -> None:
    if not 1 <= len(entries) <= MAX_ENTRIES:
        raise Rejected("zip_bomb")
    total, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if total > MAX_TOTAL or packed > size or (total > RATIO_FROM and total > MAX_RATIO * max(size, 1)):
        raise Rejected("zip_bomb")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Rejected("encrypted")
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) != len(names) or any(map(_unsafe, entries)):
        raise Rejected("zip_names")


def _unsafe(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename
    mode = entry.external_attr >> 16
    return (
        name.startswith("/")
        or "\\" in name
        or ":" in name
        or "\x00" in name
        or ".." in name.split("/")
        or (mode & 0o170000) not in {0, 0o100000, 0o040000}
    )


def _kind(names: set[str]) -> str:
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return "docx"
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return "xlsx"
    raise Rejected("not_allowed")


def _read_all(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> set[str]:
    """Unpack every part to the last byte under the total (sizes in the index may lie) and look for what runs."""
    notes: set[str] = set()
    left = MAX_TOTAL
    for entry in entries:
        name = entry.filename.lower()
        if "vbaproject" in name or name.endswith((".bin.vba", "vbadata.xml")):
            raise Rejected("macros")
        if "/embeddings/" in name or "/activex/" in name:
            notes.add("embedded_object")
        markup, seen = name.endswith((".xml", ".rels", ".vml")), b""
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise Rejected("zip_bomb")
                if markup:
                    notes |= _look(seen[-400:] + chunk)
                    seen = chunk
    return notes


def _look(text: bytes) -> set[str]:
    if _ENTITY.search(text):
        raise Rejected("xml_entities")
    if _MACRO.search(text):
        raise Rejected("macros")
    notes = set()
    if _REMOTE.search(text):
        notes.add("external_link")
    if _DDE.search(text):
        notes.add("dde_field")
    return notes

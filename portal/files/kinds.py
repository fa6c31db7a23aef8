"""Which kinds of file the portal takes, told apart by their content, never by their name alone."""

from __future__ import annotations

import codecs
from typing import Final

CONTENT_TYPES: Final[dict[str, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain",
    "csv": "text/csv",
}
ALIASES: Final[dict[str, str]] = {"jpeg": "jpg", "jpe": "jpg"}
ALLOWED: Final[tuple[str, ...]] = tuple(CONTENT_TYPES)
HEAD: Final = 4096
_MARKUP: Final = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<?php", b"<body", b"<iframe")


def family(head: bytes) -> str:
    """What the first bytes say: pdf, png, jpg, zip, ole, text, or "" for anything that is not taken."""
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    return "text" if looks_like_text(head) else ""


def looks_like_text(head: bytes) -> bool:
    """Plain text in UTF-8, GB18030 or UTF-16 with a mark; markup that a browser might run is not."""
    lowered = head[:1024].lower()
    if any(mark in lowered for mark in _MARKUP):
        return False
    for encoding in _encodings(head):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(head, final=False)
        except UnicodeDecodeError:
            continue
        return not any(ord(char) < 32 and char not in "\t\r\n\f" for char in text)
    return False


def _encodings(head: bytes) -> tuple[str, ...]:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")

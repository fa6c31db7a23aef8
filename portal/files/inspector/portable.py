"""PDF: readable, not encrypted, nothing that runs or hides inside."""

from __future__ import annotations

import io
import zipfile

import pikepdf

from portal.files.inspector.verdict import Rejected, Verdict

MAX_PAGES = 5_000
MAX_OBJECTS = 400_000
_RUNS = {"/JavaScript", "/Launch", "/ImportData", "/RichMedia", "/Rendition", "/GoToE", "/GoToR", "/SubmitForm"}
_LINKS = ("http://", "https://", "mailto:", "tel:")
_MARKUP = (b"<script", b"<html", b"<!doctype", b"<?php", b"<svg")


def check_pdf(content: bytes) -> Verdict:
    if len(content) < 64 or b"%%EOF" not in content[-2048:]:
        raise Rejected("broken")
    if zipfile.is_zipfile(io.BytesIO(content)) or any(mark in content[:1024].lower() for mark in _MARKUP):
        raise Rejected("polyglot")
    if any(mark in _tail(content).lower() for mark in _MARKUP):
        raise Rejected("polyglot")
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            _check(pdf)
    except pikepdf.PasswordError as error:
        raise Rejected("pdf_encrypted") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError, TypeError) as error:
        raise Rejected("broken") from error
    return Verdict(kind="pdf")


def _tail(content: bytes) -> bytes:
    """What follows the last end-of-file mark."""
    return content[content.rfind(b"%%EOF") + 5 :]


def _check(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise Rejected("pdf_encrypted")
    if len(pdf.objects) > MAX_OBJECTS:
        raise Rejected("too_complex")
    pages = len(pdf.pages)
    if pages == 0:
        raise Rejected("broken")
    if pages > MAX_PAGES:
        raise Rejected("too_many_pages")
    for item in pdf.objects:
        _walk(item, 0)
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        if "/JavaScript" in names:
            raise Rejected("pdf_script")
        if "/EmbeddedFiles" in names:
            raise Rejected("pdf_embedded")


def _walk(item: pikepdf.Object, depth: int) -> None:
    """Direct children only: indirect objects have their own turn."""
    if depth > 60:
        raise Rejected("too_complex")
    if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        _check_dictionary(item)
        children = [value for _, value in item.items()]
    elif isinstance(item, pikepdf.Array):
        children = list(item)
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            _walk(child, depth + 1)


def _check_dictionary(item: pikepdf.Object) -> None:
    if "/JS" in item or "/XFA" in item or str(item.get("/S", "")) in _RUNS:
        raise Rejected("pdf_script")
    if any(_calls_out(action) for action in _of_itself(item)) or _leads_astray(item):
        raise Rejected("pdf_script")
    if "/EF" in item or str(item.get("/Type", "")) == "/EmbeddedFile" or str(item.get("/Subtype", "")) == "/RichMedia":
        raise Rejected("pdf_embedded")


def _of_itself(item: pikepdf.Object) -> list[pikepdf.Object]:
    """The actions that run without anybody's choosing them: at opening, at turning a page, after another one."""
    events = item.get("/AA")
    more = [action for _, action in events.items()] if isinstance(events, pikepdf.Dictionary) else []
    return [action for action in (item.get("/OpenAction"), item.get("/Next"), *more) if action is not None]


def _calls_out(action: pikepdf.Object) -> bool:
    """An address asked for as the file opens would tell whoever made it who reads it, when and where."""
    found = list(action) if isinstance(action, pikepdf.Array) else [action]
    return any(isinstance(one, pikepdf.Dictionary) and str(one.get("/S", "")) == "/URI" for one in found)


def _leads_astray(item: pikepdf.Object) -> bool:
    """A link to anything but a page, a mailbox or a telephone: a script, a file on the reader's machine or network."""
    if str(item.get("/S", "")) != "/URI":
        return False
    address = str(item.get("/URI", "")).strip().lower()
    return address.startswith("\\\\") or (":" in address.partition("/")[0] and not address.startswith(_LINKS))

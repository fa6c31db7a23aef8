"""HTML to PDF with nothing from outside: packaged style sheets and pictures in memory, all else refused."""

from __future__ import annotations

import base64
import binascii
import logging
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

logger = logging.getLogger(__name__)

ASSETS = Path(__file__).resolve().parents[2] / "static" / "reports"
SCHEME = "packaged:"
_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
_IN_MEMORY = ("image/png", "image/svg+xml")


class PackagedFetcher(URLFetcher):  # type: ignore[misc]
    """Serves `packaged:<name>` from static/reports and in-memory pictures (data:); raises ValueError for all else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("packaged", "data"), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith(SCHEME):
            return _packaged(url)
        if url.startswith("data:"):
            return _in_memory(url)
        logger.warning("a paper asked for something outside: refused")
        raise ValueError("only packaged and in-memory resources are served")


class Unprintable(Exception):
    """Characters that would come out as empty boxes: the paper must not be issued so."""


def _packaged(url: str) -> URLFetcherResponse:
    name = url.removeprefix(SCHEME).lstrip("/")
    path = (ASSETS / name).resolve()
    if path.parent != ASSETS or path.suffix not in _TYPES or not path.is_file():
        raise ValueError("no such packaged resource")
    return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _TYPES[path.suffix]})


def _in_memory(url: str) -> URLFetcherResponse:
    head, comma, body = url[5:].partition(",")
    media_type, _, encoding = head.partition(";")
    if not comma or media_type not in _IN_MEMORY:
        raise ValueError("only pictures may be in memory")
    try:
        content = (
            base64.b64decode(unquote_to_bytes(body), validate=True) if encoding == "base64" else unquote_to_bytes(body)
        )
    except binascii.Error as error:
        raise ValueError("broken in-memory picture") from error
    return URLFetcherResponse(url, content, {"Content-Type": media_type})


def _ornament(char: str) -> bool:
    """Emoji, selectors and marks: a paper stays true without them."""
    return 0x1F000 <= ord(char) <= 0x1FAFF or unicodedata.category(char) in {"So", "Sk", "Cf", "Mn"}


def html_to_pdf(html: str) -> tuple[bytes, int]:
    """The PDF and its number of pages. Costs time and memory without bound: call it in a limited process only.

    Raises Unprintable where no font has a character of the text (emoji apart).
    """
    fonts = FontConfiguration()
    options: dict[str, Any] = {"pdf_tags": True, "custom_metadata": True}
    document = HTML(string=html, base_url=SCHEME, url_fetcher=PackagedFetcher()).render(font_config=fonts, **options)
    pdf = document.write_pdf(**options)
    missing = {chr(code) for font in document.fonts.values() for code in font.missing}
    if lost := sorted(char for char in missing if not _ornament(char)):
        raise Unprintable("".join(lost[:20]))
    return pdf, len(document.pages)

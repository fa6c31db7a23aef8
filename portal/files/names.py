"""Display names of files: cleaned once, so that they can be shown and downloaded anywhere."""

from __future__ import annotations

import unicodedata

UNNAMED = "未命名文件"
MAX_STEM = 80
_FORBIDDEN = set('/\\:*?"<>|')
_RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


def split_name(name: str) -> tuple[str, str]:
    """Stem and lower-case extension without the dot ("" where there is none that looks like one)."""
    stem, dot, extension = name.rpartition(".")
    if dot and stem and 1 <= len(extension) <= 5 and extension.isascii() and extension.isalnum():
        return stem, extension.lower()
    return name, ""


def clean_name(name: str, extension: str = "") -> str:
    """A safe display name: no control, bidi or zero-width characters, no path, at most 80 characters and extension.

    The given name may hold anything; characters that are safe (rare Han, emoji, brackets) stay as they are.
    """
    head = name[:4000].partition("\x00")[0]
    visible = "".join(_plain(char) for char in unicodedata.normalize("NFC", head))
    stem, own = split_name(" ".join(visible.split()).strip(" ."))
    if visible.strip().lower() == f".{extension}":
        stem = ""
    stem = stem.strip(" .")[:MAX_STEM].strip(" .")
    if not any(unicodedata.category(char)[0] in "LNS" for char in stem):
        stem = UNNAMED
    if stem.lower() in _RESERVED:
        stem = f"_{stem}"
    extension = extension or own
    return f"{stem}.{extension}" if extension else stem


def _plain(char: str) -> str:
    if char in _FORBIDDEN:
        return "_"
    category = unicodedata.category(char)
    if category in {"Cf", "Cs", "Cn", "Co"}:
        return ""
    return " " if category in {"Cc", "Zl", "Zp"} else char

"""Verification codes: twelve characters that nobody confuses on paper and nobody guesses (about 59 bits)."""

from __future__ import annotations

import secrets
import unicodedata
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 12


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """In groups of four, as printed: ABCD-2345-EFGH."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def typed(text: str) -> str:
    """A code as a person may type it (lower case, full width, spaces, dashes); "" when it cannot be one."""
    plain = unicodedata.normalize("NFKC", text[:100]).upper()
    plain = "".join(char for char in plain if char.isalnum())
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else ""

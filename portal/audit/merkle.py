"""Merkle tree hash of RFC 9162 §2.1.1 over the heads of all chains, in one pass and logarithmic memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def leaf(chain: str, length: int, head: str) -> bytes:
    """MTH({d}) = SHA-256(0x00 || d), d naming a chain, its length and its head."""
    return hashlib.sha256(b"\x00" + f"{chain}\n{length}\n{head}".encode()).digest()


def root(leaves: Iterable[bytes]) -> str:
    """The root in hex; of nothing, SHA-256 of the empty string."""
    stack: list[tuple[int, bytes]] = []
    for item in leaves:
        value, height = item, 0
        while stack and stack[-1][0] == height:
            value, height = _node(stack.pop()[1], value), height + 1
        stack.append((height, value))
    if not stack:
        return hashlib.sha256(b"").hexdigest()
    _height, total = stack.pop()
    while stack:
        total = _node(stack.pop()[1], total)
    return total.hex()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()

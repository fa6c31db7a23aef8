"""A page as constant bytes with holes for the values of its rows: what raw and mini fill from the database."""

from __future__ import annotations

from collections.abc import Sequence


class Holes:
    """The page cut at the places where the values stand, in their order. Raises ValueError where one is not found."""

    def __init__(self, page: bytes, values: Sequence[str]) -> None:
        self.parts: list[bytes] = []
        position = 0
        for value in values:
            found = page.index(value.encode(), position)
            self.parts.append(page[position:found])
            position = found + len(value.encode())
        self.parts.append(page[position:])

    def fill(self, values: Sequence[str]) -> bytes:
        out = [self.parts[0]]
        for value, part in zip(values, self.parts[1:], strict=True):
            out += (value.encode(), part)
        return b"".join(out)

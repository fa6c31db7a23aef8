"""Counting answers without pointing at anyone: small cells are hidden, and never one alone."""

from __future__ import annotations

from collections.abc import Sequence


def hidden(cells: Sequence[int], threshold: int) -> list[int | None]:
    """The counts with every cell of 1 to `threshold` answers as None.

    Where that hides only one cell, the next smallest that counts anything is hidden too: the row's total would tell it.
    """
    small = {index for index, count in enumerate(cells) if 1 <= count <= threshold}
    if len(small) == 1:
        others = [index for index, count in enumerate(cells) if count > threshold]
        small |= {min(others, key=lambda index: cells[index])} if others else set()
    return [None if index in small else count for index, count in enumerate(cells)]

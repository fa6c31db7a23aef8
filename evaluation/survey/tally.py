"""Counting answers without pointing at anyone: small cells are hidden, and so many more that no total tells them."""

from __future__ import annotations

from collections.abc import Sequence


def hidden(cells: Sequence[int], threshold: int) -> list[int | None]:
    """The counts with every cell of 1 to `threshold` answers as None.

    The row's total is known, and with it what the hidden cells hold together. Further cells are hidden until that
    exceeds the threshold by more than the number of hidden cells, and is not the most that small cells can hold; where
    it never does, the whole row is hidden. They are taken by their place, the nearest first and the empty ones last:
    taken by size, they would tell their size.
    """
    small = {index for index, count in enumerate(cells) if 1 <= count <= threshold}

    def turn(index: int) -> tuple[bool, int, int]:
        return cells[index] == 0, min((abs(index - other) for other in small), default=0), index

    covered = set(small)
    others = sorted(set(range(len(cells))) - small, key=turn)
    while small and others:
        together = sum(cells[index] for index in covered)
        if together > threshold + len(covered) and together != threshold * len(covered):
            break
        covered.add(others.pop(0))
    return [None if index in covered else count for index, count in enumerate(cells)]

"""The tree of RFC 9162 §2.1.1, against its own recursive definition."""

import hashlib

import pytest

from portal.audit.merkle import leaf, root


def by_definition(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


@pytest.mark.parametrize("count", [*range(18), 31, 32, 33])
def test_the_root_in_one_pass_is_that_of_the_definition(count):
    leaves = [leaf(f"file:{n}", n, "0" * 64) for n in range(count)]

    assert root(leaves) == by_definition(leaves).hex()


def test_another_order_gives_another_root():
    leaves = [leaf("a", 1, "0" * 64), leaf("b", 1, "0" * 64)]

    assert root(leaves) != root(reversed(leaves))

"""The cryptography by its properties: what opens, what never does, and what looks the same to nobody."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from purchasing.bid import sealing
from purchasing.bid.sealing import SealBroken, WrongPassphrase

CONTEXT = sealing.context_of(ocid="ocds-jdzgf1-1", bid="a", version=1)
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(st.binary(max_size=4096))
@quick
def test_what_is_sealed_opens_unchanged_and_matches_its_fingerprint(content: bytes) -> None:
    pair = sealing.new_pair()

    sealed = sealing.seal(content, pair.public, context=CONTEXT)
    opened = sealing.unseal(pair.private, sealed.ciphertext, sealed.wrapped_key, context=CONTEXT)

    assert (opened.content, opened.commitment) == (content, sealed.commitment)


def test_equal_contents_have_different_fingerprints_and_ciphertexts() -> None:
    pair = sealing.new_pair()

    one, two = (sealing.seal(b"8900000.00", pair.public, context=CONTEXT) for _ in range(2))

    assert one.commitment != two.commitment
    assert one.ciphertext[12:] != two.ciphertext[12:]


def test_the_fingerprint_cannot_be_guessed_from_the_content() -> None:
    pair = sealing.new_pair()

    sealed = sealing.seal(b"8900000.00", pair.public, context=CONTEXT)
    guesses = {sealing.commitment_of(b"", b"8900000.00"), sealing.commitment_of(bytes(32), b"8900000.00")}

    assert sealed.commitment not in guesses


@given(st.data())
@quick
def test_one_changed_byte_anywhere_breaks_the_seal(data: st.DataObject) -> None:
    pair = sealing.new_pair()
    sealed = sealing.seal(b"price and plan", pair.public, context=CONTEXT)
    parts = {"ciphertext": sealed.ciphertext, "wrapped_key": sealed.wrapped_key}
    name = data.draw(st.sampled_from(sorted(parts)))
    at = data.draw(st.integers(0, len(parts[name]) - 1))
    flip = data.draw(st.integers(1, 255))
    parts[name] = parts[name][:at] + bytes([parts[name][at] ^ flip]) + parts[name][at + 1 :]

    with pytest.raises(SealBroken):
        sealing.unseal(pair.private, parts["ciphertext"], parts["wrapped_key"], context=CONTEXT)


@given(st.integers(0, 140))
@quick
def test_a_ciphertext_cut_short_is_broken(length: int) -> None:
    pair = sealing.new_pair()
    sealed = sealing.seal(b"x" * 100, pair.public, context=CONTEXT)

    with pytest.raises(SealBroken):
        sealing.unseal(pair.private, sealed.ciphertext[:length], sealed.wrapped_key, context=CONTEXT)
    with pytest.raises(SealBroken):
        sealing.unseal(pair.private, sealed.ciphertext, sealed.wrapped_key[: min(length, 91)], context=CONTEXT)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"ocid": "ocds-jdzgf1-2", "bid": "a", "version": 1},
        {"ocid": "ocds-jdzgf1-1", "bid": "b", "version": 1},
        {"ocid": "ocds-jdzgf1-1", "bid": "a", "version": 2},
    ],
)
def test_a_bid_moved_to_another_procurement_bidder_or_version_does_not_open(elsewhere: dict[str, str | int]) -> None:
    pair = sealing.new_pair()
    sealed = sealing.seal(b"offer", pair.public, context=CONTEXT)

    with pytest.raises(SealBroken):
        sealing.unseal(pair.private, sealed.ciphertext, sealed.wrapped_key, context=sealing.context_of(**elsewhere))


def test_the_key_of_another_procurement_does_not_open() -> None:
    mine, other = sealing.new_pair(), sealing.new_pair()
    sealed = sealing.seal(b"offer", mine.public, context=CONTEXT)

    with pytest.raises(SealBroken):
        sealing.unseal(other.private, sealed.ciphertext, sealed.wrapped_key, context=CONTEXT)


def test_the_wrapped_key_of_another_bid_does_not_open_this_one() -> None:
    pair = sealing.new_pair()
    one, two = (sealing.seal(content, pair.public, context=CONTEXT) for content in (b"one", b"two"))

    with pytest.raises(SealBroken):
        sealing.unseal(pair.private, one.ciphertext, two.wrapped_key, context=CONTEXT)


def test_both_shares_restore_the_private_half_and_one_alone_never_does() -> None:
    pair, first, second = (sealing.new_pair() for _ in range(3))
    split = sealing.split_private(pair.private, first.public, second.public, context=CONTEXT)

    one = sealing.open_share(first.private, split.share_for_first, context=CONTEXT)
    two = sealing.open_share(second.private, split.share_for_second, context=CONTEXT)

    assert sealing.combine(one, two, split.sealed_private_key, context=CONTEXT) == pair.private
    for left, right in [(one, one), (two, two), (one, bytes(32)), (bytes(32), two), (one, b"")]:
        with pytest.raises(SealBroken):
            sealing.combine(left, right, split.sealed_private_key, context=CONTEXT)
    with pytest.raises(SealBroken):
        sealing.open_share(first.private, split.share_for_second, context=CONTEXT)


def test_shares_of_another_split_do_not_restore_it() -> None:
    pair, first, second = (sealing.new_pair() for _ in range(3))
    old = sealing.split_private(pair.private, first.public, second.public, context=CONTEXT)
    new = sealing.split_private(pair.private, first.public, second.public, context=CONTEXT)

    one = sealing.open_share(first.private, old.share_for_first, context=CONTEXT)
    two = sealing.open_share(second.private, new.share_for_second, context=CONTEXT)

    with pytest.raises(SealBroken):
        sealing.combine(one, two, new.sealed_private_key, context=CONTEXT)


def test_a_holders_private_half_opens_with_its_passphrase_only() -> None:
    pair, passphrase = sealing.new_pair(), sealing.new_passphrase()
    locked = sealing.lock_private(pair.private, passphrase, context=CONTEXT)

    assert sealing.unlock_private(locked, passphrase, context=CONTEXT) == pair.private
    for wrong in (sealing.new_passphrase(), "", passphrase[:-1]):
        with pytest.raises(WrongPassphrase):
            sealing.unlock_private(locked, wrong, context=CONTEXT)
    with pytest.raises(WrongPassphrase):
        sealing.unlock_private(locked, passphrase, context=sealing.context_of(holder=2))


def test_a_passphrase_has_at_least_eighty_bits_and_is_read_as_people_type_it() -> None:
    passphrase = sealing.new_passphrase()
    characters = sealing.GROUPS * sealing.GROUP_LENGTH

    assert math.log2(len(set(sealing.ALPHABET))) * characters >= 80
    assert sealing.typed_passphrase(passphrase.lower().replace("-", " ")) == passphrase
    wide = "".join(chr(ord(char) + 0xFEE0) if char != "-" else "－" for char in passphrase)
    assert sealing.typed_passphrase(wide) == passphrase
    assert [sealing.typed_passphrase(text) for text in ("", passphrase[:-1], passphrase + "2", "0" * 20)] == [""] * 4


def test_nothing_secret_shows_in_a_repr() -> None:
    pair = sealing.new_pair()
    sealed = sealing.seal(b"offer", pair.public, context=CONTEXT)
    opened = sealing.unseal(pair.private, sealed.ciphertext, sealed.wrapped_key, context=CONTEXT)

    assert repr(pair.private) not in repr(pair)
    assert "offer" not in repr(opened)

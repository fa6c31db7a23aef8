"""The cryptography of sealed bids, suite "intl-1"; pure functions over bytes, no models, no clock.

X25519 with an ephemeral key, HKDF-SHA256 and AES-256-GCM wrap keys to a public key; AES-256-GCM with a fresh key seals
content. Whatever is encrypted is bound to its place by `context`: moved elsewhere, it does not open.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

SUITE: Final = "intl-1"
# What a paper calls a suite: its algorithms, since its name is only for programs.
SUITE_NAMES: Final = {"intl-1": "X25519、HKDF-SHA256、AES-256-GCM"}
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 32
_IV_BYTES: Final = 12
_SALT_BYTES: Final = 16
_SCRYPT_LOG_N, _SCRYPT_R, _SCRYPT_P = 15, 8, 1  # 32 MB and about 0.1 s; the passphrase itself has 98 bits
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # thirty characters that nobody confuses on paper: 4.9 bits each
GROUPS: Final = 5
GROUP_LENGTH: Final = 4


class SealBroken(Exception):
    """The ciphertext is damaged, belongs elsewhere, or the key is not its key."""


class WrongPassphrase(Exception):
    """The passphrase does not open this private half."""


@dataclass(frozen=True)
class KeyPair:
    """Raw halves of an X25519 pair, 32 bytes each."""

    public: bytes
    private: bytes = field(repr=False)


@dataclass(frozen=True)
class SplitKey:
    """A private half that only two holders together can restore; each share is encrypted to its holder."""

    share_for_first: bytes
    share_for_second: bytes
    sealed_private_key: bytes


@dataclass(frozen=True)
class Sealed:
    """What is stored of a content: `commitment` is the hex SHA-256 over nonce and content."""

    suite: str
    ciphertext: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)
    commitment: str


@dataclass(frozen=True)
class Unsealed:
    content: bytes = field(repr=False)
    nonce: bytes = field(repr=False)

    @property
    def commitment(self) -> str:
        return commitment_of(self.nonce, self.content)


def new_pair() -> KeyPair:
    private = X25519PrivateKey.generate()
    return KeyPair(public=private.public_key().public_bytes_raw(), private=private.private_bytes_raw())


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def context_of(**parts: str | int) -> bytes:
    """Canonical bytes that say where something belongs; the suite is always part of it."""
    return _canonical({"suite": SUITE, **parts})


def wrap(public: bytes, secret: bytes, *, context: bytes) -> bytes:
    """Encrypt `secret` to a public key: ephemeral public half, initialisation vector, ciphertext with tag."""
    ephemeral = new_pair()
    key = _agreed_key(ephemeral.private, public, ephemeral.public, public, context)
    iv = secrets.token_bytes(_IV_BYTES)
    return ephemeral.public + iv + AESGCM(key).encrypt(iv, secret, context)


def unwrap(private: bytes, wrapped: bytes, *, context: bytes) -> bytes:
    """The secret that `wrap` encrypted. Raises SealBroken."""
    ephemeral, iv, body = _cut(wrapped, KEY_BYTES, _IV_BYTES)
    key = _agreed_key(private, ephemeral, ephemeral, public_of(private), context)
    return _decrypt(key, iv, body, context)


def new_passphrase() -> str:
    """Twenty characters in groups of four, about 98 bits: "7KQM-…"."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def typed_passphrase(text: str) -> str:
    """A passphrase as people type it (lower case, full width, spaces, any dash), in the one form; "" when it cannot be one."""
    plain = unicodedata.normalize("NFKC", text[:200]).upper()
    kept = "".join(char for char in plain if char.isalnum())
    if len(kept) != GROUPS * GROUP_LENGTH or not set(kept) <= set(ALPHABET):
        return ""
    return "-".join(kept[at : at + GROUP_LENGTH] for at in range(0, len(kept), GROUP_LENGTH))


def lock_private(private: bytes, passphrase: str, *, context: bytes) -> bytes:
    """A private half under a key that scrypt derives from the passphrase: salt, initialisation vector, ciphertext."""
    salt, iv = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_IV_BYTES)
    return salt + iv + AESGCM(_stretched(passphrase, salt)).encrypt(iv, private, context)


def unlock_private(locked: bytes, passphrase: str, *, context: bytes) -> bytes:
    """Raises WrongPassphrase; also where the stored half is damaged, which nobody can tell from a wrong passphrase."""
    salt, iv, body = _cut(locked, _SALT_BYTES, _IV_BYTES)
    try:
        return _decrypt(_stretched(passphrase, salt), iv, body, context)
    except SealBroken as broken:
        raise WrongPassphrase from broken


def split_private(private: bytes, first: bytes, second: bytes, *, context: bytes) -> SplitKey:
    """Two of two: a random key seals the private half; it is the XOR of two shares, one for each holder's public key."""
    key, share = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES)
    iv = secrets.token_bytes(_IV_BYTES)
    return SplitKey(
        share_for_first=wrap(first, share, context=context),
        share_for_second=wrap(second, _xor(key, share), context=context),
        sealed_private_key=iv + AESGCM(key).encrypt(iv, private, context),
    )


def open_share(holder_private: bytes, share: bytes, *, context: bytes) -> bytes:
    """A holder's share in the clear: random bytes that say nothing without the other one. Raises SealBroken."""
    return unwrap(holder_private, share, context=context)


def combine(first: bytes, second: bytes, sealed_private_key: bytes, *, context: bytes) -> bytes:
    """The private half from both shares. Raises SealBroken when they do not belong together."""
    iv, body = _cut(sealed_private_key, _IV_BYTES)
    if len(first) != KEY_BYTES or len(second) != KEY_BYTES:
        raise SealBroken("a share has the wrong length")
    return _decrypt(_xor(first, second), iv, body, context)


def seal(content: bytes, public: bytes, *, context: bytes) -> Sealed:
    """Seal content to a procurement's public key. A random nonce inside makes equal contents look different."""
    nonce, key, iv = secrets.token_bytes(NONCE_BYTES), secrets.token_bytes(KEY_BYTES), secrets.token_bytes(_IV_BYTES)
    return Sealed(
        suite=SUITE,
        ciphertext=iv + AESGCM(key).encrypt(iv, nonce + content, context),
        wrapped_key=wrap(public, key, context=context),
        commitment=commitment_of(nonce, content),
    )


def unseal(private: bytes, ciphertext: bytes, wrapped_key: bytes, *, context: bytes) -> Unsealed:
    """Raises SealBroken."""
    key = unwrap(private, wrapped_key, context=context)
    iv, body = _cut(ciphertext, _IV_BYTES)
    plain = _decrypt(key, iv, body, context)
    if len(plain) < NONCE_BYTES:
        raise SealBroken("too short to hold a nonce")
    return Unsealed(content=plain[NONCE_BYTES:], nonce=plain[:NONCE_BYTES])


def commitment_of(nonce: bytes, content: bytes) -> str:
    return hashlib.sha256(nonce + content).hexdigest()


def _agreed_key(private: bytes, other: bytes, ephemeral: bytes, recipient: bytes, context: bytes) -> bytes:
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(other))
    except ValueError as error:
        raise SealBroken("not a public key") from error
    derived = HKDF(SHA256(), KEY_BYTES, salt=ephemeral + recipient, info=b"portal.sealing/" + context)
    return derived.derive(shared)


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=2**_SCRYPT_LOG_N, r=_SCRYPT_R, p=_SCRYPT_P).derive(passphrase.encode())


def _decrypt(key: bytes, iv: bytes, body: bytes, context: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(iv, body, context)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("wrong key, wrong place or damaged") from error


def _cut(data: bytes, *lengths: int) -> list[bytes]:
    """The leading parts of these lengths, then the rest. Raises SealBroken when the data ends before."""
    parts, at = [], 0
    for length in lengths:
        parts.append(data[at : at + length])
        at += length
    if len(data) <= at:
        raise SealBroken("cut short")
    return [*parts, data[at:]]


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def _canonical(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

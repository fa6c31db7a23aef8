"""What a bid contains, as bytes to be sealed: a canonical JSON head that lists the files, then the files, one after another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from portal.values.money import fen

MAGIC: Final = b"YGBID1\n"
_LENGTH_BYTES: Final = 4


class NotABid(ValueError):
    """The bytes are not a container of this form, or a file in it is not what its list says."""


@dataclass(frozen=True)
class PriceLine:
    """One line of the price sheet; prices in yuan, amount rounded half up to the fen."""

    name: str
    unit: str
    quantity: Decimal
    unit_price: Decimal = field(repr=False)

    @property
    def amount(self) -> Decimal:
        return fen(self.quantity * self.unit_price)


@dataclass(frozen=True)
class BidFile:
    """A file of a bid, checked at the door; `sha256` in hex."""

    name: str
    content_type: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Offer:
    """All that a bidder submits. Nothing of it has a repr, so that no log line and no error report can show it."""

    lines: tuple[PriceLine, ...] = field(repr=False)
    service_plan: str = field(repr=False)
    size: str = field(repr=False)
    declarations: tuple[str, ...] = field(repr=False)
    secrets: str = field(default="", repr=False)
    files: tuple[BidFile, ...] = field(default=(), repr=False)

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal("0.00"))


def packed(offer: Offer) -> bytes:
    """The container; the same offer always gives the same bytes."""
    head = _head_bytes(offer)
    return b"".join([MAGIC, len(head).to_bytes(_LENGTH_BYTES), head, *(file.content for file in offer.files)])


def unpacked(data: bytes) -> Offer:
    """Raises NotABid."""
    start = len(MAGIC) + _LENGTH_BYTES
    if data[: len(MAGIC)] != MAGIC or len(data) < start:
        raise NotABid("not a container")
    end = start + int.from_bytes(data[len(MAGIC) : start])
    try:
        head = json.loads(data[start:end])
        return Offer(
            lines=tuple(_line(row) for row in head["lines"]),
            service_plan=str(head["service_plan"]),
            size=str(head["size"]),
            declarations=tuple(str(code) for code in head["declarations"]),
            secrets=str(head["secrets"]),
            files=_files(head["files"], data[end:]),
        )
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise NotABid("the container's head or files are not in order") from error


def _head_bytes(offer: Offer) -> bytes:
    head = {
        "lines": [
            {"name": x.name, "unit": x.unit, "quantity": str(x.quantity), "unit_price": str(x.unit_price)}
            for x in offer.lines
        ],
        "service_plan": offer.service_plan,
        "size": offer.size,
        "declarations": sorted(offer.declarations),
        "secrets": offer.secrets,
        "files": [
            {"name": f.name, "content_type": f.content_type, "size": len(f.content), "sha256": f.sha256}
            for f in offer.files
        ],
    }
    return json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _line(row: dict[str, Any]) -> PriceLine:
    return PriceLine(str(row["name"]), str(row["unit"]), Decimal(row["quantity"]), Decimal(row["unit_price"]))


def _files(listed: Sequence[dict[str, Any]], body: bytes) -> tuple[BidFile, ...]:
    files, at = [], 0
    for row in listed:
        content = body[at : at + int(row["size"])]
        at += len(content)
        file = BidFile(str(row["name"]), str(row["content_type"]), content)
        if len(content) != row["size"] or file.sha256 != row["sha256"]:
            raise NotABid("a file is not what the list says")
        files.append(file)
    if at != len(body):
        raise NotABid("bytes that no file owns")
    return tuple(files)

"""Everything a thief could carry off before the opening, searched for a bid's price and service plan in many spellings."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import redis
from django.conf import settings

from portal.demo.story import opening as story
from portal.reports.models import Report
from portal.values import clock
from purchasing.bid.actions import start_bid
from purchasing.models import BidVersion, OpenedBid
from tests.purchasing.bid.tender import Tender, receiving
from tests.purchasing.bid.test_pages import filled
from tests.services.live import LiveDb
from tests.services.processes import wait_until
from tests.services.visitor import Visitor

PLAN = "金丝雀方案甲：每日四扫，夜间降噪"
PRICES = ("2.47", "64.83", "16173.31")
TOTAL = "8698627.75"
SECRETS = (TOTAL, "8,698,627.75", "869.862775", "16173.31", "16,173.31", PLAN, PLAN[:6])


def spellings(text: str) -> Iterator[bytes]:
    """The text as bytes, as the hex of them (bytea in a dump), in base64 at each offset, escaped for JSON and URLs."""
    for raw in (text.encode(), text.encode("utf-16-le"), text.encode("gb18030")):
        yield raw
        yield raw.hex().encode()
        for offset in range(3):
            yield base64.b64encode(b"\x00" * offset + raw)[4 if offset else 0 : -4]
    yield json.dumps(text)[1:-1].encode()
    yield quote(text).encode()


def found_in(loot: dict[str, bytes]) -> list[tuple[str, str]]:
    return [
        (place, secret)
        for place, data in loot.items()
        for secret in SECRETS
        if any(len(spelled) > 5 and spelled in data for spelled in spellings(secret))
    ]


def tables(live: LiveDb) -> Iterator[tuple[str, bytes]]:
    """Every row of every table, as the owner dumps them."""
    with live.owner() as owner:
        names = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in names:
            with owner.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:  # type: ignore[arg-type]
                yield f"table {name}", b"".join(bytes(block) for block in copy)


def files(*folders: Path) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                yield str(path), path.read_bytes()


def loot_of(live: LiveDb, redis_url: str) -> dict[str, bytes]:
    loot = dict(tables(live)) | dict(files(live.folder, settings.PRIVATE_STORAGE))
    loot["environment"] = "\n".join(f"{k}={v}" for k, v in live.env.items()).encode()
    if redis_url:
        client = redis.Redis.from_url(redis_url)
        for key in client.scan_iter():
            kind, name = client.type(key), key.decode()
            value = client.lrange(key, 0, -1) if kind == b"list" else client.hgetall(key) if kind == b"hash" else key
            loot[f"redis {name}"] = repr(value).encode()
        client.close()
    return loot


def three_bids(tender: Tender, base: str) -> None:
    for login in ("s1", "s2", "s3"):
        bid = start_bid(tender.procurement, actor=tender.cast[login])
        address = f"/do/bid/{bid.reference}/submit/"
        visitor = Visitor(base, tender.cast.user(login))
        mistyped = visitor.post(address, filled(tender, *PRICES[:2], "16173.319", service_plan=PLAN, form_key="a"))
        too_high = visitor.post(address, filled(tender, "99999.99", *PRICES[1:], service_plan=PLAN, form_key="b"))
        received = visitor.post(address, filled(tender, *PRICES, service_plan=PLAN, form_key="c"))
        assert (mistyped.status, too_high.status, received.status) == (422, 409, 302)


@pytest.mark.parametrize("broker", ["files", "redis"])
def test_nothing_that_can_be_stolen_before_the_opening_tells_a_price_or_a_plan(
    live_db: LiveDb, broker: str, request: pytest.FixtureRequest
) -> None:
    redis_url = request.getfixturevalue("redis_url") if broker == "redis" else ""
    spool = live_db.folder / "spool"
    spool.mkdir()
    live_db.extra |= {"TMPDIR": str(spool), "LOG_LEVEL": "DEBUG"} | ({"REDIS_URL": redis_url} if redis_url else {})
    tender = receiving()

    with live_db.web() as base, live_db.worker("--loglevel", "DEBUG") as worker:
        three_bids(tender, base)
        wait_until(
            lambda: Report.objects.filter(kind="bid_receipt", state="ready").count() == 3,
            seconds=90,
            what=worker.output(),
        )
        before = loot_of(live_db, redis_url)
    clock.shift_to(tender.procurement.closes_at + timedelta(seconds=1))
    story.close(tender.procurement)
    closed = loot_of(live_db, "")
    story.open_with(tender.cast, tender.procurement, tender.passphrases, ("po3", "su1"))

    assert found_in(before) == []
    assert found_in(closed) == []
    assert BidVersion.objects.count() == OpenedBid.objects.count() == 3
    assert {secret for _place, secret in found_in(loot_of(live_db, ""))} >= {TOTAL, PLAN}
    assert len(before) > 40

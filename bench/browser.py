"""P18: what a browser loads of public pages, at the first visit and again."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from tests.services import postgres, processes
from tests.services.browser import chromium, new_person

PAGES = ("/", "/notices/", "/notices/{pk}/", "/search/?q=%E6%9C%8D%E5%8A%A1", "/catalogue/", "/open-data/", "/help/")


def weigh(database: str, pk: int) -> list[dict[str, Any]]:
    """For each page bytes on the wire, script among them, and requests; cold cache, then the same page again."""
    port = processes.free_port()
    base = f"http://127.0.0.1:{port}"
    env = {
        **os.environ,
        "DATABASE_URL": postgres.app_url(database),
        "PUBLIC_BASE_URL": base,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    log = Path(tempfile.mkdtemp()) / "web.log"
    with processes.web_server(env=env, log=log, port=port) as address, chromium() as browser:
        return [_page(browser, address, page.format(pk=pk)) for page in PAGES]


def _page(browser: Any, base: str, path: str) -> dict[str, Any]:
    context = new_person(browser, base_url=base)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    seen = {"bytes": 0, "script": 0, "requests": 0}

    def began(event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            kinds[event["requestId"]] = event.get("type", "")
            seen["requests"] += 1

    def ended(event: dict[str, Any]) -> None:
        size = int(event["encodedDataLength"])
        seen["bytes"] += size
        if kinds.get(event["requestId"]) == "Script":
            seen["script"] += size

    session.on("Network.requestWillBeSent", began)
    session.on("Network.loadingFinished", ended)
    page.goto(path, wait_until="networkidle")
    cold = dict(seen)
    seen.update({"bytes": 0, "script": 0, "requests": 0})
    page.goto(path, wait_until="networkidle")
    context.close()
    return {"path": path, "cold": cold, "warm": dict(seen)}

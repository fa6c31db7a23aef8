"""`make screenshots`: every key page of the demo at two widths, each person at their own pages, and every kind of paper.

BASE_URL names a demo of this checkout that runs already; without it one is started and stopped again.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portal.launch.children import Child, free_port, start, wait_until
from portal.launch.services import ROOT, home

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TARGET = ROOT / "screenshots"
FIRST = "ocds-jdzgf1-2025-000001"
WIDTHS = {"desktop": 1280, "phone": 390}
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PUBLIC = (
    "/", "/search/?q=环境卫生", "/catalogue/", "/plans/", "/intentions/", "/notices/", "/results/", "/contracts/",
    "/evaluations/", "/open-data/", "/open-data/ocds/", "/help/", "/about/", "/sitemap/", "/accessibility/", "/verify/",
    "/login/", "/demo/", "/demo/mails/", f"/procurements/{FIRST}/",
)  # fmt: skip
PEOPLE = (
    "po1", "po2", "po3", "pf1", "ph1", "pr1", "pv1", "pb1", "ag1", "ag2", "lc1", "fo1", "fa1", "su1", "au1", "co1", "s1",
    "s2", "ex3", "tp1", "sa1",
)  # fmt: skip
# What no menu leads to: pages that begin something, and a person's own, once for all.
ALSO = {"sa1": ("/desk/system/users/new/", "/desk/system/organisations/new/", "/profile/")}


def run() -> int:
    """Take all pictures; 0 when every page answered with 200."""
    if shutil.which("pdftoppm") is None:
        print("Install poppler-utils, which turns papers into pictures.", file=sys.stderr)
        return 1
    TARGET.mkdir(exist_ok=True)
    with demo() as base:
        known = json.loads((home() / "people.json").read_text())
        return take(base, known["people"][0]["password"], [row["token"] for row in known.get("survey", [])])


@contextmanager
def demo() -> Iterator[str]:
    """The address of a running demo."""
    if os.environ.get("BASE_URL"):
        yield os.environ["BASE_URL"].rstrip("/")
        return
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    log = TARGET / "demo.log"
    command = [sys.executable, "-m", "portal.launch", "demo"]
    child: Child = start("demo", command, env={**os.environ, "PORT": str(port)}, log=log, cwd=ROOT)
    try:
        wait_until(lambda: _answers(f"{base}/readyz"), child, seconds=900)
        yield base
    finally:
        child.stop(patience=30)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def take(base: str, password: str, tokens: list[str]) -> int:
    from playwright.sync_api import sync_playwright

    failed: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, width in WIDTHS.items():
            public = [*PUBLIC, *(f"/survey/{token}/" for token in tokens[:1])]
            failed += visit(browser, base, name, width, "public", public)
            for login in PEOPLE:
                failed += sign_in_and_visit(browser, base, name, width, login, password)
        papers(browser, base, password)
        browser.close()
    for line in failed:
        print(line, file=sys.stderr)
    print(f"{len(list(TARGET.rglob('*.png')))} pictures in {TARGET}")
    return 1 if failed else 0


def _page(browser: Browser, base: str, width: int) -> Page:
    context = browser.new_context(
        base_url=base, locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": width, "height": 900}
    )
    return context.new_page()


def visit(browser: Browser, base: str, name: str, width: int, who: str, addresses: list[str]) -> list[str]:
    """The pages themselves and the first object of each list."""
    page = _page(browser, base, width)
    seen: set[str] = set()
    failed = [line for address in addresses for line in picture(page, address, name, who, seen, follow=True)]
    page.context.close()
    return failed


def sign_in_and_visit(browser: Browser, base: str, name: str, width: int, login: str, password: str) -> list[str]:
    page = _page(browser, base, width)
    page.goto("/login/")
    page.fill("[name=username]", login)
    page.fill("[name=password]", password)
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    menu = page.locator("nav a[href^='/desk/']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    seen: set[str] = set()
    failed = [
        line
        for address in dict.fromkeys(["/desk/", *menu, *ALSO.get(login, ())])
        for line in picture(page, address, name, login, seen, follow=True)
    ]
    page.context.close()
    return failed


def picture(page: Page, address: str, name: str, who: str, seen: set[str], *, follow: bool) -> list[str]:
    """Save one page, then those its content leads to first; returns the addresses that failed or were too wide."""
    if address in seen:
        return []
    seen.add(address)
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        return [f"{who} {address}: {answer.status if answer else 'no answer'}"]
    folder = TARGET / name / who
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{_file_name(address)}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    failed = [f"{who} {address}: wider than the screen ({name})"] if wide else []
    tables = page.locator("main .scroll").evaluate_all("all => all.some(e => e.scrollWidth > e.clientWidth + 1)")
    failed += [f"{who} {address}: a table that scrolls sideways ({name})"] if tables else []
    if follow:
        links = page.locator("main :is(table, ol, ul, .card) a[href^='/']").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        )
        for link in _first_of_each_kind(links):
            failed += picture(page, link, name, who, seen, follow=False)
    return failed


def _first_of_each_kind(links: list[str]) -> list[str]:
    """One link for each shape of address; files and downloads are left out."""
    found: dict[str, str] = {}
    for link in links:
        path = urlsplit(link).path
        if path.endswith((".csv", ".atom", ".json", ".ics", ".svg")) or path.startswith(("/files/", "/verify/")):
            continue
        shape = "/".join(part if part.isalpha() else "*" for part in path.split("/"))
        if not urlsplit(link).query:
            found.setdefault(shape, link)
    return list(found.values())[:6]


def _file_name(address: str) -> str:
    parts = urlsplit(address)
    return (parts.path.strip("/").replace("/", "_") or "home") + ("_q" if parts.query else "")


def papers(browser: Browser, base: str, password: str) -> None:
    """The papers that people meet on their objects, downloaded as those people, as pictures of their pages."""
    folder = TARGET / "papers"
    folder.mkdir(exist_ok=True)
    for login in ("po1", "s1", "fo1", "su1", "tp1"):
        page = _page(browser, base, 1280)
        page.goto("/login/")
        page.fill("[name=username]", login)
        page.fill("[name=password]", password)
        page.locator("main form button[type=submit]").click()
        page.wait_for_load_state()
        for address in _objects(page):
            for key, title in _files_on(page, address).items():
                _save_paper(page, folder, key, title)
        page.context.close()


def _objects(page: Page) -> list[str]:
    menu = page.locator("nav a[href^='/desk/']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    found = [f"/desk/procurements/{FIRST}/"]
    for address in dict.fromkeys(menu):
        page.goto(address)
        links = page.locator("main table a[href^='/desk/']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        found += [*links[:3], *links[-3:]]
    return list(dict.fromkeys(found))


def _files_on(page: Page, address: str) -> dict[str, str]:
    """Addresses and titles of the papers on a page; none where the person may not look."""
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        return {}
    pairs = page.locator("a[href^='/files/']").evaluate_all(
        "all => all.map(a => [a.getAttribute('href'), a.innerText])"
    )
    return dict(pairs)


def _save_paper(page: Page, folder: Path, address: str, title: str) -> None:
    """One picture for each page of the paper; each title once."""
    name = "".join(c for c in title.partition("PDF")[0] if c.isalnum())[:40] or address.strip("/").rpartition("/")[2]
    if list(folder.glob(f"{name}*.png")):
        return
    answer = page.request.get(address)
    if answer.status != 200 or "pdf" not in answer.headers.get("content-type", ""):
        return
    file = folder / f"{name}.pdf"
    file.write_bytes(answer.body())
    subprocess.run(["pdftoppm", "-r", "70", "-png", str(file), str(folder / name)], check=True)

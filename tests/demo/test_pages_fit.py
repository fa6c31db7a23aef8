"""Every kind of page of the loaded demo on a phone: nothing too wide, no text cut off, the focus always to be seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, Page

from portal.accounts.actor import actor_for
from portal.accounts.models import User
from portal.values import clock
from portal.workflow.inbox import waiting_for
from tests.services.demo import demo_database
from tests.services.live import LiveDb
from tests.services.visitor import session_of

pytestmark = pytest.mark.xdist_group("load_demo")

WIDTH = 390
PEOPLE = ("po1", "ph1", "pf1", "ag1", "fo1", "fa1", "s1", "ex3", "tp1", "su1", "co1", "lc1")
FEWEST = 75  # kinds of pages; fewer means that the walk no longer finds its way

# Lines of text outside the window, or outside a box that hides what it cannot hold. What scrolls sideways on its own
# and what is shown to screen readers only is left out.
CUT_OFF = """() => {
  const scrolls = e => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e !== document.documentElement;
  const hides = e => ['hidden', 'clip'].includes(getComputedStyle(e).overflowX);
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const owner = text.parentElement;
    if (!text.data.trim() || !owner.checkVisibility({ visibilityProperty: true }) || owner.closest('svg')) continue;
    let left = -1, right = innerWidth + 1, seen = true;
    for (let e = owner; e && e !== document.body; e = e.parentElement) {
      const box = e.getBoundingClientRect();
      if (scrolls(e) || (box.width <= 2 && box.height <= 2)) { seen = false; break; }
      if (hides(e) && getComputedStyle(e).textOverflow !== 'ellipsis') {
        left = Math.max(left, box.left - 1); right = Math.min(right, box.right + 1);
      }
    }
    if (!seen) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const boxes = [...range.getClientRects()].filter(b => b.width > 1);
    if (boxes.some(b => b.left < left || b.right > right)) found.push(text.data.trim().slice(0, 40));
  }
  return found;
}"""
# Controls whose ring at the keyboard's focus is thinner than 2 px, fainter than 3:1 against what it lies on, or hidden.
FAINT_FOCUS = """() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => numbers(colour).slice(0, 3).map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((sum, v, n) => sum + v * [.2126, .7152, .0722][n], 0);
  const ratio = (a, b) => { const [low, high] = [light(a), light(b)].sort((x, y) => x - y); return (high + .05) / (low + .05); };
  const ground = e => { for (; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor; if (numbers(colour)[3] !== 0) return colour; } return 'rgb(255, 255, 255)'; };
  const cut = (e, out) => { const b = e.getBoundingClientRect();
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) if (getComputedStyle(p).overflow !== 'visible') {
      const box = p.getBoundingClientRect(); return out > 0 && (b.top - out < box.top - .6 || b.bottom + out > box.bottom + .6); } };
  const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  return [...document.querySelectorAll(controls)].filter(e => e.checkVisibility({ visibilityProperty: true })).filter(e => {
    e.focus({ focusVisible: true, preventScroll: true });
    if (document.activeElement !== e) return false;
    const style = getComputedStyle(e), width = parseFloat(style.outlineWidth), offset = parseFloat(style.outlineOffset);
    const under = ground(offset < 0 ? e : e.parentElement);
    return style.outlineStyle === 'none' || width < 2 || ratio(style.outlineColor, under) < 3 || cut(e, width + offset);
  }).map(e => `${e.tagName} ${(e.textContent || e.name || '').trim().slice(0, 20)}`);
}"""
HREF = re.compile(r'<a [^>]*href="(/[^"#]*)')


@pytest.fixture
def demo(django_db_setup: None, django_db_blocker, tmp_path: Path) -> Iterator[LiveDb]:
    with django_db_blocker.unblock(), demo_database() as name:
        yield LiveDb(name, tmp_path)


def kind_of(address: str) -> str | None:
    """The name of the page that an address leads to; None for files, downloads and what is no page of ours."""
    parts = urlsplit(address)
    if parts.query or "." in parts.path or parts.path.startswith("/files/"):
        return None
    try:
        return resolve(parts.path).view_name
    except Resolver404:
        return None


def faults_of(page: Page, address: str) -> list[str]:
    """What does not fit on the page that is open."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    faults = [f"{address}: {wide} px wider than the screen"] if wide > 0 else []
    faults += [f"{address}: cut off: {text}" for text in page.evaluate(CUT_OFF)]
    return faults + [f"{address}: faint focus: {control}" for control in page.evaluate(FAINT_FOCUS)]


def starts_of(user: User) -> list[str]:
    """The desk, and one object for each step that waits for the person: there the forms are."""
    waiting = waiting_for(actor_for(user, clock.today())).values_list("flow", "transition", "url")
    return ["/desk/", *{(flow, step): url for flow, step, url in waiting}.values()]


def walk(page: Page, who: str, starts: list[str], seen: set[str]) -> list[str]:
    """Look at the starts and at one page of each kind that nobody has looked at, as far as links lead."""
    todo, faults, opened = list(starts), [], set()
    while todo:
        address = todo.pop(0)
        kind = kind_of(address)
        if kind is None or address in opened or (kind in seen and address not in starts):
            continue
        opened.add(address)
        shown = page.goto(address, wait_until="load")
        if shown is not None and shown.status == 200:
            seen.add(kind)
            faults += [f"{who} {fault}" for fault in faults_of(page, address)]
            todo += HREF.findall(page.content())
    return faults


def test_every_kind_of_page_fits_a_phone(demo: LiveDb, person: Callable[..., BrowserContext]) -> None:
    seen: set[str] = set()
    with demo.web() as base:
        context = person(base, width=WIDTH)
        page = context.new_page()
        faults = walk(page, "everybody", ["/"], seen)
        for login in PEOPLE:
            user = User.objects.get(username=login)
            context.clear_cookies()
            context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": base}])
            faults += walk(page, login, starts_of(user), seen)

    assert faults == []
    assert len(seen) >= FEWEST


def test_the_check_finds_what_does_not_fit(person: Callable[..., BrowserContext]) -> None:
    page = person("http://127.0.0.1", width=WIDTH).new_page()
    page.set_content(
        "<p style='width:500px;white-space:nowrap;overflow:visible'>" + "宽" * 40 + "</p>"
        "<div style='width:80px;overflow:hidden;white-space:nowrap'>藏起来看不见的字</div>"
        "<div style='width:80px;overflow:auto;white-space:nowrap'>自己能横向滚动的字</div><p>正常</p>"
        "<a href='/' style='outline:0'>看不见焦点</a><div style='background:#1d3f86'>"
        "<button style='outline:3px solid #2a54a8'>焦点太淡</button></div><a href='/' style='outline:3px solid #2a54a8'>好</a>"
    )

    faults = faults_of(page, "/")

    assert len(faults) == 5
    assert "wider than the screen" in faults[0]
    assert faults[2].endswith("藏起来看不见的字")
    assert [fault.rpartition(" ")[2] for fault in faults[3:]] == ["看不见焦点", "焦点太淡"]

"""Makes the databases, measures each goal and gathers the report."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

import psycopg
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from bench import data, deciding, ledger, money, pdf, report
from bench.browser import weigh
from bench.harness import Application, alternate, call, samples
from bench.plans import Reading, reading_of
from bench.raw import Raw
from bench.sessions import cookie_of
from disclosure.item.models import DisclosureItem
from disclosure.site.cache import shelf
from portal.accounts.models import Membership, User
from portal.ui.listing.keyset import cursor_of
from portal.ui.listing.page import _context
from tests.services import postgres
from tests.services.live import point_at

ROUNDS, PAGE_ROUNDS, BLOCKS = 400, 40, 4
KEYS = ["-published_at", "-id"]


@dataclass
class Base:
    """One filled database: its name, how many notices, a session of one of its clerks, one notice."""

    name: str
    number: int
    cookie: str
    pk: int
    rows: dict[str, int]

    def use(self) -> None:
        point_at(self.name)
        shelf.clear()


def run(small: int, large: int, *, browser: bool) -> str:
    """All measurements; returns the report as Markdown."""
    call_command("collectstatic", interactive=False, verbosity=0)
    app = get_wsgi_application()
    with ExitStack() as stack:
        bases = [make(stack.enter_context(postgres.clone()), number) for number in (small, large)]
        found: dict[str, Any] = {"machine": machine(), "bases": bases}
        found["p1"], found["visible"] = anonymous(app, bases[-1])
        found["p2"] = signed_in(app, bases[-1])
        found["p3"], found["p6"] = pages(app, bases)
        found["reads"] = readings(app, bases[-1])
        found["p15"] = pdf.measure()
        found["ledger"] = ledger.measure(bases[0].name)
        found["deciding"] = deciding.measure(stack.enter_context(postgres.clone()))
        found["money"] = money.measure()
        bases[-1].use()
        found["p18"] = weigh(bases[-1].name, bases[-1].pk) if browser else []
        point_at("postgres")
    return report.markdown(found)


ALONE: dict[str, Callable[[str], dict[str, Any]]] = {
    "ledger": ledger.measure, "deciding": deciding.measure, "money": money.measure,
}  # fmt: skip
"""What can be measured without the databases of notices, by the name of its section."""


def run_one(before: str, section: str) -> str:
    """The report `before` with one section of ALONE measured anew."""
    with postgres.clone() as name:
        found: dict[str, Any] = {"machine": machine()}
        found[section] = ALONE[section](name)
        point_at("postgres")
    return report.with_section(before, section, found)


def make(name: str, number: int) -> Base:
    start = time.perf_counter()
    rows = data.load(postgres.owner_url(name), number)
    point_at(name)
    organisation = DisclosureItem.objects.order_by("purchaser_id").values_list("purchaser_id", flat=True)[0]
    user = User.objects.create_user("bench", password=None, display_name="测量员")
    Membership.objects.create(user=user, organization_id=organisation, role="po", valid_from="2020-01-01")
    cookie = cookie_of(user)
    pk = DisclosureItem.objects.filter(kind="notice").order_by(*KEYS)[5].pk
    rows["seconds to load"] = round(time.perf_counter() - start)
    return Base(name, number, cookie, pk, rows)


def anonymous(app: Application, base: Base) -> tuple[dict[str, dict[str, float]], float]:
    """P1: list and detail against raw, alternately; then how long until a publication is seen."""
    raw, paths = same_bytes(app, base)
    times = {}
    for name, path in paths.items():
        makers: dict[str, Callable[[], object]] = {
            "raw": lambda p=path: call(raw, p), "ours": lambda p=path: call(app, p), "mini": lambda p=path: call(app, f"/mini{p}"),
        }  # fmt: skip
        times[name] = alternate(makers, ROUNDS)
    raw.connection.close()
    return times, publish_and_poll(app, base)


def same_bytes(app: Application, base: Base) -> tuple[Raw, dict[str, str]]:
    """Raw and the paths it answers as the portal does. Raises AssertionError or ValueError where it does not."""
    base.use()
    paths = {"list": "/notices/", "detail": f"/notices/{base.pk}/"}
    raw = Raw(postgres.app_url(base.name), {name: good(call(app, path)) for name, path in paths.items()}, base.pk)
    for name, path in paths.items():
        assert good(call(raw, path)) == good(call(app, path)), f"raw answers {name} with other bytes"
    return raw, paths


def publish_and_poll(app: Application, base: Base) -> float:
    """Milliseconds from the commit of a publication to the first answer that shows it."""
    with psycopg.connect(postgres.owner_url(base.name)) as other:
        columns = ", ".join(c for c in data.COLUMNS if c not in {"title", "subject_pk", "published_at"})
        other.execute(
            f"INSERT INTO disclosure_disclosureitem (title, subject_pk, published_at, {columns})"
            f" SELECT '刚刚发布的公告', 'polled', now() + interval '1 year', {columns} FROM disclosure_disclosureitem WHERE id = %s",
            [base.pk],
        )
    start = time.perf_counter()
    while "刚刚发布的公告".encode() not in call(app, "/notices/")[1]:
        assert time.perf_counter() - start < 5, "the publication was not seen"
    return (time.perf_counter() - start) * 1000


def signed_in(app: Application, base: Base) -> dict[str, dict[str, float]]:
    """P2: pages of a signed-in person against the smallest Django view with the same middlewares."""
    base.use()
    times = {}
    for name, path in {"list": "/notices/", "detail": f"/notices/{base.pk}/", "待办": "/desk/"}.items():
        good(call(app, path, base.cookie))
        makers: dict[str, Callable[[], object]] = {
            "ours": lambda p=path: call(app, p, base.cookie), "mini": lambda p=path: call(app, f"/mini{p}", base.cookie),
        }  # fmt: skip
        times[name] = alternate(makers, ROUNDS // 4)
    return times


def pages(app: Application, bases: list[Base]) -> tuple[dict[str, list[float]], dict[str, list[int]]]:
    """P3 and P6: twelve pages, made anew each time, on the two databases in turn; their statements."""
    named = [(base, paths_of(base)) for base in bases]
    times: dict[str, list[float]] = {}
    counts: dict[str, list[int]] = {}
    for name in named[0][1]:
        taken: list[list[float]] = [[] for _base in bases]
        for block in range(BLOCKS):
            for at, (base, paths) in enumerate(named):
                base.use()
                if block == 0:
                    counts.setdefault(name, []).append(count(app, *paths[name]))
                taken[at] += samples({name: fresh(app, *paths[name])}, PAGE_ROUNDS // BLOCKS, 3)[name]
        times[name] = [median(values) for values in taken]
    return times, counts


def count(app: Application, path: str, cookie: str, first: bool) -> int:
    """SQL statements of a page made anew, the site's version included."""
    return len(statements(app, path, cookie, first)) + (0 if cookie else 1)


def statements(app: Application, path: str, cookie: str, first: bool) -> list[str]:
    shelf.clear()
    with CaptureQueriesContext(connection) as captured:
        good(call(app, path, cookie, first_byte=first))
    return [query["sql"] for query in captured]


def readings(app: Application, base: Base) -> dict[str, Reading]:
    """P3: what the database reads for each page."""
    base.use()
    return {name: reading_of(statements(app, *asked)) for name, asked in paths_of(base).items()}


def fresh(app: Application, path: str, cookie: str, first: bool) -> Callable[[], object]:
    def make() -> None:
        shelf.clear()
        call(app, path, cookie, first_byte=first)

    return make


def paths_of(base: Base) -> dict[str, tuple[str, str, bool]]:
    """The twelve pages: address, cookie, whether only the first byte counts."""
    base.use()
    notices = DisclosureItem.objects.filter(section="notices").order_by(*KEYS)
    purchaser = notices.values_list("purchaser_id", flat=True)[7]
    organization = DisclosureItem.objects.filter(purchaser=purchaser)[0].purchaser
    assert organization is not None
    rare = str(notices.order_by("id")[0].title)[:2]
    return {
        "home": ("/", "", False),
        "list, first page": ("/notices/", "", False),
        "list, middle page": (f"/notices/?after={cursor(base.number // 2)}", "", False),
        "list, last page": (f"/notices/?after={cursor(base.number - 21)}", "", False),
        "list, filtered": ("/notices/?method=single_source&fiscal_year=2026", "", False),
        "search, rare word": (f"/search/?q={quote(rare)}", "", False),
        "search, common word": (f"/search/?q={quote('服务采购')}", "", False),
        "search, no hit": (f"/search/?q={quote('不存在')}", "", False),
        "detail": (f"/notices/{base.pk}/", "", False),
        "organisation": (f"/organizations/{organization.uscc}/", "", False),
        "待办": ("/desk/", base.cookie, False),
        "export, first byte": ("/notices/?format=csv", "", True),
    }


def cursor(position: int) -> str:
    row = DisclosureItem.objects.filter(section="notices", corrected_by=None).order_by(*KEYS)[position]
    return cursor_of(row, KEYS, _context(RequestFactory().get("/notices/")))


def good(answer: tuple[int, bytes]) -> bytes:
    assert answer[0] == 200, answer[0]
    return answer[1]


def machine() -> dict[str, str]:
    with connection.cursor() as cursor_:
        cursor_.execute("SHOW server_version")
        version = cursor_.fetchone()[0]
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "",
    )
    memory = Path("/proc/meminfo").read_text().split()[1]
    return {
        "processor": f"{model}, {os.cpu_count()} cores", "memory": f"{int(memory) // 1024 // 1024} GiB", "system": platform.platform(),
        "Python": platform.python_version(), "PostgreSQL": version, "load before": f"{os.getloadavg()[0]:.2f}",
        "temporary folder": tempfile.gettempdir(),
    }  # fmt: skip

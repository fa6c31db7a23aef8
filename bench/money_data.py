"""Made-up plans with their money in any number: purchasers, departments and regions after data.py, loaded with all triggers on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from django.db import models
from psycopg import sql

from bench.data import BODIES, BUYERS, NOW, PLACES, REGIONS, THINGS
from portal.accounts.models import Organization
from portal.demo.cast import Cast, code_for
from portal.workflow.models import InboxItem
from purchasing.models import AnnualPlan, BudgetHold, BudgetLine, ItemFunding, LedgerEntry, PlanItem, Purchaser

YEAR, OF_PLAN, DEPARTMENTS = 2027, 25, 40
GRANTED, WANTED = "(20000 + n % 977 * 100)", "(10000 + n % 89 * 100)"
"""What line n has and item n wants, in yuan: never more than its line has."""


@dataclass(frozen=True)
class Size:
    """Plan lines in all; each plan has OF_PLAN of them, each purchaser a plan for each of the years."""

    lines: int

    @property
    def purchasers(self) -> int:
        return max(1, min(BUYERS, self.lines // OF_PLAN // 2))

    @property
    def plans(self) -> int:
        return max(1, self.lines // OF_PLAN)


def load(url: str, cast: Cast, size: Size) -> None:
    """Plans of YEAR wait with finance, those of the years before are in execution with their money frozen."""
    with psycopg.connect(url) as connection:
        loader = _Loader(connection, cast, size)
        loader.organisations()
        loader.plans()
        loader.money()
        loader.inbox()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


class _Loader:
    """Each table by one statement from a numbered series; keys are `base + n`, so that the rows find each other."""

    def __init__(self, connection: psycopg.Connection, cast: Cast, size: Size) -> None:
        self.connection, self.cast, self.size = connection, cast, size
        connection.execute("SELECT set_config('portal.performing', 'on', true)")

    def organisations(self) -> None:
        names = [f"第{n:02d}主管局（虚构）" for n in range(DEPARTMENTS)]
        names += [f"{PLACES[n % 20]}{BODIES[n // 20 % 10]}{n:03d}（虚构）" for n in range(self.size.purchasers)]
        columns = "id, uscc, name, kind, address, phone, region, version"
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f"COPY accounts_organization ({columns}) FROM STDIN") as copy,
        ):
            for n, name in enumerate(names):
                copy.write_row((1000 + n, code_for(f"money{n}"), name, "other", "", "", REGIONS[n % len(REGIONS)], 1))
        self._clone(
            Purchaser, self.size.purchasers, first=1000,
            organization_id=f"{1000 + DEPARTMENTS} + n", kind="'administrative_unit'", eligible="true",
            finance_id=str(self.cast.organisations["finance"].pk), budget_supervisor_id=f"1000 + n % {DEPARTMENTS}", version="1",
        )  # fmt: skip
        self._restart(Organization)

    def plans(self) -> None:
        p = self.size.purchasers
        clerk = str(self.cast.user("po1").pk)
        self._clone(
            AnnualPlan, self.size.plans, first=1000,
            purchaser_id=f"1000 + n % {p}", fiscal_year=f"{YEAR} - n / {p}", version="1", author_id=clerk, reason="''",
            opinion="''", left_behind="'{}'", drafted_at=_at("n / 10"), submitted_at=_at("n / 20"),
            state=f"CASE WHEN n < {p} THEN 'finance_review' ELSE 'in_execution' END",
        )  # fmt: skip
        things = "(ARRAY[{}])".format(", ".join(f"'{thing}'" for thing in THINGS))
        self._clone(
            PlanItem, self.size.plans * OF_PLAN, first=1000,
            plan_id=f"1000 + n / {OF_PLAN}", seq=f"1 + n % {OF_PLAN}", catalogue_item_id=_catalogue(),
            title=f"{things}[1 + n % {len(THINGS)}] || '服务' || n", summary="''", amount=WANTED, category=_category(), method="'open_tender'",
            expected_month=f"make_date({YEAR} - n / {p * OF_PLAN}, 6, 1)", term_months="12", term_reason="''", to_public="n % 3 = 0",
            is_public_duty="true", is_marketable="true", is_affordable="true", in_central_catalogue="false",
            reservation="'whole'", reservation_reason="''", supplier_conditions="''", hint_answers="'{}'", pilot="false",
            targets="""'[{"name": "完成率", "target": "100", "unit": "%"}]'""", recommendation="'approve'", opinion="''",
            state=f"CASE WHEN n < {p * OF_PLAN} THEN 'funding_check' ELSE 'approved' END",
        )  # fmt: skip
        self._restart(AnnualPlan, PlanItem, Purchaser)

    def money(self) -> None:
        """A line for each item; an item of a year that is decided holds its amount on it."""
        p, all_ = self.size.purchasers, self.size.plans * OF_PLAN
        self._clone(
            BudgetLine, all_, first=1000,
            purchaser_id=f"1000 + n / {OF_PLAN} % {p}", fiscal_year=f"{YEAR} - n / {p * OF_PLAN}", code="'bench-' || n",
            name="'预算项目' || n", category=_category(), status="'approved'", approval_document="'测量'",
            approved_on=f"make_date({YEAR} - n / {p * OF_PLAN}, 1, 1)", granted="0", held="0", committed="0", paid="0",
        )  # fmt: skip
        self._clone(ItemFunding, all_, item_id="1000 + n", line_id="1000 + n", amount=WANTED)
        entry = {"line_id": "1000 + n", "document": "'测量'", "at": _at("n / 100"), "plan_item_id": "NULL"}
        self._clone(LedgerEntry, all_, **{**entry, "kind": "'grant'", "amount": GRANTED})
        decided = {"since": p * OF_PLAN}
        entry["plan_item_id"] = "1000 + n"
        self._clone(LedgerEntry, all_, **decided, **{**entry, "kind": "'hold'", "amount": WANTED})
        self._clone(
            BudgetHold, all_, **decided, item_id="1000 + n", line_id="1000 + n", amount=WANTED, released="0", committed="0",
            paid="0", refunded="0", created_at=_at("n / 100"),
        )  # fmt: skip
        self._restart(BudgetLine)

    def inbox(self) -> None:
        """The plans of YEAR in finance's queue, and what waits in the offices of all purchasers."""
        common = {
            "flow": "'plan'", "subject_label": "'purchasing.annualplan'", "subject_pk": "(1000 + n)::text", "title": "'年度计划' || n",
            "url": "'/desk/plans/' || (1000 + n) || '/'", "excluded": "'{}'", "waiting_since": _at("n % 40"),
            "sort_on": f"date '{date(2026, 11, 1)}' + (n % 60)::int",
        }  # fmt: skip
        finance = str(self.cast.organisations["finance"].pk)
        plans = min(self.size.plans, self.size.purchasers)
        self._clone(
            InboxItem,
            plans,
            **common,
            transition="'recommend'",
            role="'fo'",
            organization_id=finance,
            due_on=common["sort_on"],
        )
        self._clone(
            InboxItem, self.size.plans, **common, transition="'submit_for_review'", role="'po'",
            organization_id=f"{1000 + DEPARTMENTS} + n % {self.size.purchasers}",
        )  # fmt: skip

    def _clone(self, model: type[models.Model], count: int, *, first: int = 0, since: int = 0, **values: str) -> None:
        """Rows n = since … count - 1 of `values`, SQL by column, the rest as the model has it by default; with `first` their
        keys are first + n."""
        if first:
            values = {"id": f"{first} + n", **values}
        values = {**_defaults(model), **values}
        columns = sql.SQL(", ").join(map(sql.Identifier, values))
        statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM generate_series({}::int, {}) AS n").format(
            sql.Identifier(model._meta.db_table), columns, sql.SQL(", ".join(values.values())), since, count - 1
        )
        self.connection.execute(statement)

    def _restart(self, *tables: type[models.Model]) -> None:
        """Let keys go on after the rows that brought their own."""
        for model in tables:
            name = model._meta.db_table
            self.connection.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {name}))", [name]
            )


def _defaults(model: type[models.Model]) -> dict[str, str]:
    """What each column says by default, as SQL."""
    defaults = {f.column: f.get_default() for f in model._meta.concrete_fields if not f.primary_key}
    return {
        column: sql.Literal(_plain(value)).as_string(None) for column, value in defaults.items() if value is not None
    }


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _at(days: str) -> str:
    return f"timestamptz '{NOW.isoformat()}' - ({days}) * interval '1 day'"


def _category() -> str:
    return "(ARRAY['F1', 'F1', 'F1', 'F2', 'F3', 'F4', 'F6'])[1 + n % 7]"


def _catalogue() -> str:
    """One of the items of the catalogue, by turns."""
    return "(SELECT (array_agg(id ORDER BY code))[1 + n % count(*)] FROM catalog_catalogueitem WHERE level = 3)"

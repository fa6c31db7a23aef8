"""Writes of tables of grants: keep and check an upload, and grant all of its rows, or none."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.actor import Actor
from portal.accounts.capability import allows, holds, visible
from portal.accounts.models import Organization
from portal.files.actions import store_checked
from portal.files.content import Checked
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.perform import acting
from purchasing.budget.actions import enter_all, lock_lines
from purchasing.budget.models import BudgetLine, Category, LedgerEntry
from purchasing.budget.policies import Can as BudgetCan
from purchasing.sheet.models import BudgetSheet, SheetRow
from purchasing.sheet.policies import Can
from purchasing.sheet.reading import Reading, judge, read

SHOWN = 20


def upload_sheet(actor: Actor, *, year: int, document: str, checked: Checked) -> BudgetSheet:
    """Keep a table of grants and say of each row what it would do or what is wrong; nothing is granted yet.

    What says the same as an earlier table of the year gives that one: checked anew, or, once granted, as it is. Raises
    UnreadableTable, Forbidden for anyone but finance's clerks.
    """
    if not holds(actor, BudgetCan.RECORD_BUDGET) or actor.organization_id is None:
        raise Forbidden(NOT_ALLOWED)
    with acting(actor) as act:
        finance = Organization.objects.select_for_update(no_key=True).get(pk=actor.organization_id)
        with override("zh-hans"):  # the sentences are kept for every reader
            reading = read(checked.content, finance.pk, year)
        sheet = BudgetSheet.objects.filter(finance=finance, fiscal_year=year, digest=reading.digest).first()
        if sheet is not None and sheet.taken_at is not None:
            return sheet
        assert act.user is not None
        sheet = sheet or BudgetSheet(
            finance=finance, fiscal_year=year, digest=reading.digest, uploaded_by=act.user, uploaded_at=act.at
        )
        sheet.document, sheet.checked_at = document, act.at
        subject = (BudgetSheet._meta.label_lower, reading.digest)
        sheet.file = store_checked(checked, act=act, subject=subject, purpose="budget")
        _put(sheet, reading)
        act.record(sheet, "budget.upload_sheet", sha256=checked.sha256, rows=sheet.row_count, faulty=sheet.faulty_count)
        return sheet


def _put(sheet: BudgetSheet, reading: Reading) -> None:
    sheet.problems = [{"row": row, "message": message} for row, message in reading.problems]
    sheet.row_count = len(reading.rows)
    sheet.faulty_count = sum(row.verdict == SheetRow.Verdict.FAULTY for row in reading.rows)
    sheet.total = reading.total
    sheet.save()
    sheet.rows.all().delete()
    for row in reading.rows:
        row.sheet = sheet
    SheetRow.objects.bulk_create(reading.rows)


def take_sheet(actor: Actor, sheet: BudgetSheet) -> BudgetSheet:
    """Grant every row of a table, in as many statements for many rows as for few; a second press grants nothing.

    Raises Refused ("sheet-faulty") where a row is wrong, be it only by now, Forbidden.
    """
    with acting(actor) as act:
        locked = BudgetSheet.objects.select_for_update(of=("self",)).select_related("file").get(pk=sheet.pk)
        if locked.taken_at is not None:
            return locked
        if not allows(actor, Can.TAKE_SHEET, locked):
            raise Forbidden(NOT_ALLOWED)
        rows = list(locked.rows.order_by("number"))
        _look_again(locked, rows)
        lines = _lines(act, locked, rows)
        grants = [(lines[row.purchaser_id, row.code], row.amount, None) for row in rows if row.amount is not None]
        assert len(grants) == len(rows), "a row without an amount is faulty"
        enter_all(act, LedgerEntry.Kind.GRANT, grants, sheet=locked, document=locked.document)
        locked.taken_by, locked.taken_at = act.user, act.at
        locked.save(update_fields=["taken_by", "taken_at"])
        act.record(locked, "budget.take_sheet", sha256=locked.file.sha256, rows=len(rows), amount=str(locked.total))
        return locked


def _look_again(sheet: BudgetSheet, rows: list[SheetRow]) -> None:
    """What was right when the table came in may have changed: units, lines and their names are looked up anew."""
    with override("zh-hans"):
        judge(rows, sheet.finance_id, sheet.fiscal_year)
    faulty = [row for row in rows if row.verdict == SheetRow.Verdict.FAULTY]
    if sheet.is_faulty or faulty or not rows:
        raise Refused(
            Refusal(
                "sheet-faulty",
                _("表格有 %(count)s 处不对，没有登记任何一行。") % {"count": len(faulty) + len(sheet.problems)},
                next_step=_("请改正后重新上传。"),
                items=tuple(_("第 %(row)s 行：%(said)s") % {"row": r.number, "said": r.said} for r in faulty[:SHOWN]),
            )
        )


def _lines(act: Act, sheet: BudgetSheet, rows: list[SheetRow]) -> dict[tuple[int | None, str], BudgetLine]:
    """The lines of the rows, made where they lack, locked, by purchaser and code. Raises Forbidden."""
    BudgetLine.objects.bulk_create(
        [
            BudgetLine(
                purchaser_id=row.purchaser_id or 0, fiscal_year=sheet.fiscal_year, code=row.code, name=row.name,
                category=row.category or Category.EXISTING_BUDGET,
            )
            for row in rows
            if row.verdict == SheetRow.Verdict.NEW
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    units, codes = {row.purchaser_id for row in rows}, {row.code for row in rows}
    wanted = {(row.purchaser_id, row.code) for row in rows}
    found = BudgetLine.objects.filter(purchaser__in=units, fiscal_year=sheet.fiscal_year, code__in=codes)
    keys = [pk for pk, unit, code in found.values_list("pk", "purchaser_id", "code") if (unit, code) in wanted]
    if visible(act.actor, BudgetCan.RECORD_BUDGET, BudgetLine.objects.filter(pk__in=keys)).count() != len(wanted):
        raise Forbidden(NOT_ALLOWED)
    return {(line.purchaser_id, line.code): line for line in lock_lines(keys).values()}

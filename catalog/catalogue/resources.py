"""Import of a catalogue file: dry run first, every faulty row named, then all rows or none."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from import_export import resources
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import Result
from tablib import Dataset

from catalog.catalogue.actions import (
    SUBSTANCE,
    Issue,
    end_wording,
    level_of,
    open_version,
    put_wording,
    serial_of,
)
from catalog.catalogue.models import Catalogue, CatalogueItem
from catalog.catalogue.rows import faults
from portal.values.refusal import Refused
from portal.values.tables import Problem, Table, UnreadableTable, read_table
from portal.values.text import clean, half_width
from portal.workflow.act import Act

_REQUIRED = ("code", "parent_code", "level", "name_zh")
_OPTIONAL = ("name_en", "service_standard", "default_targets")
_CHINESE = {
    "编码": "code",
    "上级编码": "parent_code",
    "级别": "level",
    "名称": "name_zh",
    "英文名称": "name_en",
    "服务标准": "service_standard",
    "默认绩效目标": "default_targets",
}
_ROW = "row"


class ImportRefused(Exception):
    """Nothing was imported; `problems` holds every fault with its row."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.row)
        super().__init__("\n".join(f"{problem.row}: {problem.message}" for problem in self.problems))


@dataclass(frozen=True)
class Outcome:
    """What an import did; `catalogue` is None if the file said nothing new."""

    catalogue: Catalogue | None
    added: int
    changed: int
    ended: int
    unchanged: int


class _OpenWordings(BaseInstanceLoader):  # type: ignore[misc]
    """Finds the open wording of a code without a statement a row."""

    def __init__(self, resource: CatalogueItemResource, dataset: Dataset | None = None) -> None:
        super().__init__(resource, dataset)
        self.by_code = {item.code: item for item in CatalogueItem.objects.filter(effective_to__isnull=True)}

    def get_instance(self, row: dict[str, Any]) -> CatalogueItem | None:
        return self.by_code.get(row["code"])


class CatalogueItemResource(resources.ModelResource):  # type: ignore[misc]
    """One row is one code; a row that differs from the open wording becomes a new one, through the actions."""

    code = Field("code", column_name="code")
    name_zh = Field("name_zh", column_name="name_zh")
    name_en = Field("name_en", column_name="name_en")
    service_standard = Field("service_standard", column_name="service_standard")

    class Meta:
        model = CatalogueItem
        fields = ("code", "name_zh", "name_en", "service_standard")
        import_id_fields = ("code",)
        instance_loader_class = _OpenWordings
        skip_unchanged = True
        report_skipped = True
        skip_html_diff = True
        use_transactions = True

    def __init__(self, act: Act, issue: Issue) -> None:
        super().__init__()
        self.act, self.issue = act, issue
        self.catalogue: Catalogue | None = None
        self.faults: dict[int, list[str]] = {}

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        self.faults = faults(dataset.dict)

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        if faults := self.faults.get(row[_ROW]):
            raise ValidationError(faults)

    def after_init_instance(self, instance: CatalogueItem, new: bool, row: dict[str, Any], **kwargs: Any) -> None:
        if new:
            instance.code = row["code"]
            instance.level = level_of(row["code"])
            instance.serial = serial_of(row["code"])

    def import_instance(self, instance: CatalogueItem, row: dict[str, Any], **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        if row.get("default_targets"):
            instance.default_targets = json.loads(row["default_targets"])

    def skip_row(
        self, instance: CatalogueItem, original: CatalogueItem, row: dict[str, Any], errors: Any = None
    ) -> bool:
        return original.pk is not None and all(getattr(instance, name) == getattr(original, name) for name in SUBSTANCE)

    def do_instance_save(self, instance: CatalogueItem, is_create: bool) -> None:
        if self.catalogue is None:
            self.catalogue = open_version(self.act, self.issue)
        put_wording(instance, self.catalogue)


def load(act: Act, content: bytes, issue: Issue, *, end_missing: bool = False, dry_run: bool = False) -> Outcome:
    """Import a catalogue file inside the act's transaction, all or nothing.

    Codes that the file lacks stay as they are, unless `end_missing` says that the file is the whole catalogue. The same
    file again changes nothing. Raises ImportRefused with every faulty row, or if the version cannot begin that day.
    """
    table = _readable(content)
    dataset = _dataset(table)
    lacking = _lacking(dataset) if end_missing else []
    with transaction.atomic():
        tried = _run(act, issue, dataset, table.problems, lacking)
        if dry_run or not tried.catalogue:
            transaction.set_rollback(True)
    if dry_run or not tried.catalogue:
        return tried
    act.record(
        tried.catalogue,
        "catalogue.import",
        file=issue.source_name,
        sha256=issue.source_sha256,
        added=tried.added,
        changed=tried.changed,
        ended=tried.ended,
    )
    return tried


def issue_for(content: bytes, **fields: Any) -> Issue:
    """An issue with the digest of its file."""
    return Issue(source_sha256=hashlib.sha256(content).hexdigest(), **fields)


def _readable(content: bytes) -> Table:
    try:
        table = read_table(content)
    except UnreadableTable as error:
        raise ImportRefused([Problem(0, str(error))]) from error
    table.header = [_CHINESE.get(name, name) for name in table.header]
    table.rows = [
        (number, {_CHINESE.get(name, name): cell for name, cell in cells.items()}) for number, cells in table.rows
    ]
    problems = [Problem(1, _("缺少“%(name)s”列。") % {"name": name}) for name in _REQUIRED if name not in table.header]
    problems += [
        Problem(1, _("不认识的列“%(name)s”。") % {"name": name})
        for name in table.header
        if name not in (*_REQUIRED, *_OPTIONAL)
    ]
    if not table.rows:
        problems.append(Problem(0, _("文件只有表头，没有条目。")))
    if problems:
        raise ImportRefused(problems + table.problems)
    return table


def _dataset(table: Table) -> Dataset:
    """The rows with parents before children, each with its number in the file."""
    dataset = Dataset(headers=[_ROW, *table.header])
    rows = [(number, {name: _cell(name, cell) for name, cell in cells.items()}) for number, cells in table.rows]
    for number, cells in sorted(rows, key=lambda entry: len(entry[1]["code"])):
        dataset.append([number, *(cells[name] for name in table.header)])
    return dataset


def _cell(name: str, cell: str) -> str:
    if name in {"code", "parent_code", "level"}:
        return half_width(cell).strip().upper()
    return clean(cell, lines=name == "service_standard")


def _run(act: Act, issue: Issue, dataset: Dataset, problems: list[Problem], lacking: list[CatalogueItem]) -> Outcome:
    """A dry run for the faults of every row, then, if there are none, the import itself."""
    rehearsal = CatalogueItemResource(act, issue).import_data(dataset, dry_run=True)
    if found := problems + _problems(rehearsal, dataset[_ROW]):
        raise ImportRefused(found)
    resource = CatalogueItemResource(act, issue)
    result = resource.import_data(dataset, dry_run=False, raise_errors=True)
    if lacking and resource.catalogue is None:
        resource.catalogue = open_version(act, issue)
    for item in lacking:
        assert resource.catalogue is not None
        end_wording(item, resource.catalogue)
    totals = result.totals
    return Outcome(resource.catalogue, totals["new"], totals["update"], len(lacking), totals["skip"])


def _problems(result: Result, numbers: list[int]) -> list[Problem]:
    """The faults of a rehearsal, each with the row of the file. A refused version is one fault of the whole file."""
    problems = [
        Problem(numbers[invalid.number - 1], message)
        for invalid in result.invalid_rows
        for message in invalid.error.messages
    ]
    for row in result.error_rows:
        for error in row.errors:
            if not isinstance(error.error, Refused):
                raise error.error
            refused = {Problem(0, str(refusal.message)) for refusal in error.error.refusals}
            problems += [problem for problem in refused if problem not in problems]
    return problems


def _lacking(dataset: Dataset) -> list[CatalogueItem]:
    """The open wordings whose codes the file does not hold, the lowest first."""
    codes = set(dataset["code"])
    items = CatalogueItem.objects.filter(effective_to__isnull=True).exclude(code__in=codes)
    return sorted(items, key=lambda item: -item.level)

"""`manage.py import_catalogue FILE`: bring a catalogue file in as a new version, all rows or none."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from catalog.catalogue.models import Catalogue
from catalog.catalogue.resources import ImportRefused, Outcome, issue_for, load
from portal.accounts.actor import SYSTEM
from portal.values import clock
from portal.workflow.perform import acting


class Command(BaseCommand):
    help = (
        "Import a catalogue file (CSV in UTF-8 or GB18030, or xlsx). A TOML file of the same name beside it may give "
        "level_of_issue, doc_no and effective_from; options go before it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--effective-from", type=date.fromisoformat, help="first day of the version (default: today)"
        )
        parser.add_argument("--doc-no", help="number of the document that issued it")
        parser.add_argument("--level-of-issue", choices=Catalogue.Issuer.values)
        parser.add_argument("--end-missing", action="store_true", help="end the codes that the file does not hold")
        parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            content = file.read_bytes()
            beside = _beside(file)
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CommandError(_("无法读取 %(file)s：%(detail)s") % {"file": file, "detail": error}) from error
        issue = issue_for(
            content,
            level_of_issue=Catalogue.Issuer(options["level_of_issue"] or beside.get("level_of_issue", "city")),
            doc_no=options["doc_no"] or beside.get("doc_no", file.stem),
            effective_from=options["effective_from"] or beside.get("effective_from") or clock.today(),
            source_name=file.name,
        )
        try:
            with acting(SYSTEM) as act:
                outcome = load(act, content, issue, end_missing=options["end_missing"], dry_run=options["dry_run"])
        except ImportRefused as refused:
            for problem in refused.problems:
                where = _("第 %(row)s 行") % {"row": problem.row} if problem.row else _("整个文件")
                self.stderr.write(f"{where}：{problem.message}")
            raise CommandError(
                _("发现 %(count)s 处错误，没有导入任何条目。") % {"count": len(refused.problems)}
            ) from refused
        self._report(outcome, dry_run=options["dry_run"])

    def _report(self, outcome: Outcome, *, dry_run: bool) -> None:
        if outcome.catalogue is None:
            self.stdout.write(_("与现行目录相同（%(count)s 条），没有变化。") % {"count": outcome.unchanged})
            return
        self.stdout.write(
            (_("试运行，未写入。") if dry_run else "")
            + _("第 %(version)s 版：新增 %(added)s 条，修改 %(changed)s 条，终止 %(ended)s 条，不变 %(unchanged)s 条。")
            % {
                "version": outcome.catalogue.version,
                "added": outcome.added,
                "changed": outcome.changed,
                "ended": outcome.ended,
                "unchanged": outcome.unchanged,
            }
        )


def _beside(file: Path) -> dict[str, Any]:
    facts = file.with_suffix(".toml")
    return tomllib.loads(facts.read_text(encoding="utf-8")) if facts.exists() and facts != file else {}

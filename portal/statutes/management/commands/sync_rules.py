"""`manage.py sync_rules`: bring the rule files into the database and print what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.statutes.sync import RULES, RuleFileError, sync


class Command(BaseCommand):
    help = "Add new rule versions from the files; versions already in force are never changed, only ended."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print the differences and write nothing")
        parser.add_argument("--directory", type=Path, default=RULES, help="folder of the rule files")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            difference = sync(options["directory"], dry_run=options["dry_run"])
        except RuleFileError as error:
            raise CommandError(str(error)) from error
        for line in difference.lines:
            self.stdout.write(line)
        if difference.refused:
            raise CommandError(f"{len(difference.refused)} refused, nothing was written")
        self.stdout.write(
            f"{len(difference.added)} added, {len(difference.changed)} changed, {len(difference.removed)} removed, "
            f"{difference.unchanged} unchanged"
        )

"""`manage.py write_docs [--check]`: (re)write docs/FLOWS.md and docs/PERMISSIONS.md from the declarations."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.ui.docs import flows_document, permissions_document


class Command(BaseCommand):
    help = "Write the generated documents; with --check, fail if they are stale."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.BASE_DIR / "docs"
        folder.mkdir(exist_ok=True)
        for name, text in (("FLOWS.md", flows_document()), ("PERMISSIONS.md", permissions_document())):
            path = folder / name
            fresh = path.exists() and path.read_text(encoding="utf-8") == text
            if options["check"] and not fresh:
                raise CommandError(f"docs/{name} is stale: run manage.py write_docs")
            if not fresh:
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"docs/{name} written")

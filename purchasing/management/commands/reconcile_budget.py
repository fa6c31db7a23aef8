"""`manage.py reconcile_budget`: compare the ledger with everything that follows from it, now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from purchasing.budget.actions import reconcile
from purchasing.budget.reconciliation import drifts


class Command(BaseCommand):
    help = "Compare ledger, lines, holds, contracts and payments; keep and report what differs. Exit status 1 on any drift."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only print: keep nothing, tell nobody")

    def handle(self, *args: Any, **options: Any) -> None:
        found = [vars(drift) for drift in drifts()] if options["dry_run"] else reconcile().drifts
        for drift in found:
            self.stderr.write(_("%(subject)s：%(check)s，应为 %(expected)s 元，实为 %(found)s 元。") % drift)
        if found:
            raise CommandError(_("发现 %(count)s 处差异。") % {"count": len(found)})
        self.stdout.write(_("台账与预算项目、冻结、合同、支付全部相符。"))

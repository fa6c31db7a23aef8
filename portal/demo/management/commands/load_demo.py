"""`manage.py load_demo`: the demo's people and cases, played through the same actions as the pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.demo.load import BrokenOff, load


class Command(BaseCommand):
    help = "Load the demo's people and cases; what is there already is left alone. Needs DEMO=1 and CLOCK_SHIFTABLE=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO and settings.CLOCK_SHIFTABLE):
            raise CommandError(_("演示数据只能装入演示环境（DEMO=1、CLOCK_SHIFTABLE=1）。"))
        try:
            played = load(self.stdout.write)
        except BrokenOff as broken:
            raise CommandError(
                _("上次装入演示数据时中断（%(cases)s）。请清空演示数据库后重新装入。") % {"cases": broken}
            ) from broken
        self.stdout.write(_("装入演示案例 %(count)s 个。") % {"count": played})

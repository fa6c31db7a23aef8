"""Reports: PDF, verification code, font check at start."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "portal.reports"
    label = "reports"
    verbose_name = _("公文")

    def ready(self) -> None:
        from portal.reports.checks import check_fonts, check_kinds

        register(check_fonts, "reports")
        register(check_kinds, "reports")

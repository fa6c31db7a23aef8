"""Law as data: dated rule versions, the work calendar and day counts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatutesConfig(AppConfig):
    name = "portal.statutes"
    verbose_name = _("法规与日历")

"""Law as data: dated rule versions, the work calendar and day counts."""

from django.apps import AppConfig


class StatutesConfig(AppConfig):
    name = "portal.statutes"
    verbose_name = "法规与日历"

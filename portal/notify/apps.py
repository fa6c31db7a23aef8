"""Notify: in-app messages and e-mail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "portal.notify"
    label = "notify"
    verbose_name = _("通知")

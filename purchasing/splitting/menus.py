"""Splitting in finance's menu."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from purchasing.splitting.policies import Can

menu_item(_("预算与计划"), _("分次采购监控"), "splittings", capability=Can.READ_SPLITTING, order=25)

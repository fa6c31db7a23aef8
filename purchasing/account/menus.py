"""Accounts in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from purchasing.account.policies import Can

menu_item(_("预算与计划"), _("年度决算"), "final-accounts", capability=Can.READ_ACCOUNT, order=26)

"""Requests in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from purchasing.additional.policies import Can

menu_item(_("预算与计划"), _("新增预算"), "additional-requests", capability=Can.READ_REQUEST, order=22)

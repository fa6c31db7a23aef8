"""Adjustments in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from purchasing.adjustment.policies import Can

menu_item(_("预算与计划"), _("计划调整"), "adjustments", capability=Can.READ_ADJUSTMENT, order=23)

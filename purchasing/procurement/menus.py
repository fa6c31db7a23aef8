"""Procurements in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from purchasing.procurement.policies import Can

menu_item(_("采购"), _("采购项目"), "procurements", capability=Can.READ_PROCUREMENT, order=220)

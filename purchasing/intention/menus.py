"""Intentions in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from purchasing.intention.policies import Can

menu_item(_("采购"), _("采购意向"), "intentions", capability=Can.READ_INTENTION, order=200)

"""Requirements in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from purchasing.requirement.policies import Can

menu_item(_("采购"), _("采购需求"), "requirements", capability=Can.READ_REQUIREMENT, order=210)

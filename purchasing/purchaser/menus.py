"""The list of purchasers in the desk's menu, and the words for what is recorded about them."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from portal.workflow.separation import name_verbs
from purchasing.purchaser.policies import Can

menu_item(_("预算与计划"), _("购买单位"), "purchasers", capability=Can.READ_PURCHASER, order=24)
name_verbs({"purchaser.add": _("登记购买主体"), "purchaser.edit": _("修改购买主体资料")})

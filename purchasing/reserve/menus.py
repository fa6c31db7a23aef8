"""The reserve in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from portal.workflow.separation import name_verbs
from purchasing.reserve.policies import Can

menu_item(_("预算与计划"), _("项目储备"), "reserve", capability=Can.READ_RESERVE, order=23)
name_verbs({"reserve.rank": _("排定储备次序")})

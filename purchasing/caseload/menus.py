"""Finance's queue in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from purchasing.caseload.policies import Can

menu_item(_("预算与计划"), _("待财政办理"), "caseload", capability=Can.READ_CASELOAD, order=19)

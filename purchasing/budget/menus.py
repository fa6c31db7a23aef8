"""The budget in the desk's menu, and the words for what is recorded about it."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from portal.workflow.separation import name_verbs
from purchasing.budget.policies import Can

menu_item(_("预算与计划"), _("预算台账"), "budget", capability=Can.READ_LINE, order=21)
menu_item(_("预算与计划"), _("预算一览"), "budget-board", capability=Can.READ_BOARD, order=22)
menu_item(_("预算与计划"), _("台账核对"), "budget-reconciliation", capability=Can.READ_RECONCILIATION, order=25)
name_verbs(
    {
        "budget.grant": _("登记预算"),
        "budget.record_approval": _("登记预算批复下达"),
        "budget.confirm_approval": _("确认预算批复下达"),
    }
)

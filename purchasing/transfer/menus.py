"""Transfers in the desk's menu, and the words for what is recorded about them."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from portal.workflow.separation import name_verbs
from purchasing.transfer.policies import Can

menu_item(_("预算与计划"), _("调剂与核减"), "budget-transfers", capability=Can.READ_TRANSFER, order=23)
name_verbs(
    {
        "budget_transfer.begin": _("登记预算调剂或核减"),
        "budget.transfer_out": _("预算调出"),
        "budget.transfer_in": _("预算调入"),
        "budget.reduce": _("核减预算"),
    }
)

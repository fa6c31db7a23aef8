"""Refunds in the desk's menu, and the words for what is recorded about them."""

from django.utils.translation import gettext_lazy as _

from contracts.refund.policies import Can
from portal.ui.menus import menu_item
from portal.workflow.separation import name_verbs

menu_item(_("合同与履约"), _("支付退回"), "refund-list", capability=Can.READ_REFUND, order=53)
name_verbs({"refund.begin": _("登记支付退回")})

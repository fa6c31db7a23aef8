"""Payments in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from contracts.payment.policies import Can
from portal.ui.menus import menu_item

menu_item(_("合同与履约"), _("支付"), "payment-list", capability=Can.READ_PAYMENT, order=52)

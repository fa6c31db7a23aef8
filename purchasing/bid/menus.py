"""Entries of the desk's menu: a supplier's bids, a holder's key."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from portal.workflow.separation import name_verbs
from purchasing.bid.policies import Can

menu_item(_("投标"), _("我的投标"), "bids", capability=Can.SUBMIT_BID, order=320)
menu_item(_("开标"), _("开标密钥"), "key", capability=Can.ENROL_KEY, order=340)
name_verbs({"key.enrol": _("登记开标密钥")})

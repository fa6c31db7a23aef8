"""Contracts in the desk's menu, and the words for what is recorded about them beside their moves."""

from django.utils.translation import gettext_lazy as _

from contracts.contract.policies import Can
from portal.ui.menus import menu_item
from portal.workflow.separation import name_verbs

menu_item(_("合同与履约"), _("合同"), "contract-list", capability=Can.READ_CONTRACT, order=50)
name_verbs({"contract.edit": _("修改合同"), "contract.mark_secrets": _("标注商业秘密")})

"""Acceptances in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from contracts.acceptance.policies import Can
from portal.ui.menus import menu_item

menu_item(_("合同与履约"), _("履约验收"), "acceptance-list", capability=Can.READ_ACCEPTANCE, order=51)

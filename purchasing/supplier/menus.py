"""A provider's profile in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from portal.workflow.separation import name_verbs
from purchasing.supplier.policies import Can

menu_item(_("投标"), _("供应商资料"), "supplier-profile", capability=Can.KEEP_PROFILE, order=330)
name_verbs({"supplier.save_profile": _("填写供应商资料")})

"""Changes of rules in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from catalog.rulebook.policies import Can
from portal.ui.menus import menu_item

menu_item(_("规则与日历"), _("规则修改"), "rule-drafts", capability=Can.READ_DRAFT, order=860)

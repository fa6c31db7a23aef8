"""Drafts of the work calendar in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from catalog.workdays.policies import Can
from portal.ui.menus import menu_item

menu_item(_("规则与日历"), _("工作日历"), "calendar-drafts", capability=Can.READ_CALENDAR_DRAFT, order=861)

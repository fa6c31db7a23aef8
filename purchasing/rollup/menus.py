"""Roll-ups in the desk's menu, and the words for what is recorded about them."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from portal.workflow.separation import name_verbs
from purchasing.rollup.policies import Can

menu_item(_("预算与计划"), _("计划汇总"), "rollups", capability=Can.READ_ROLLUP, order=26)
name_verbs({"rollup.compile": _("汇总年度计划"), "rollup.send": _("提交协调推进小组")})

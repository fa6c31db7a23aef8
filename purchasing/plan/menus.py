"""Plans in the desk's menu, and the words for what is recorded about them beside their moves."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from portal.workflow.separation import name_verbs
from purchasing.plan.policies import Can

menu_item(_("预算与计划"), _("年度计划"), "plans", capability=Can.READ_PLAN, order=20)
name_verbs(
    {
        "plan.edit_item": _("编辑事项"),
        "plan.remove_item": _("删除事项"),
        "plan.copy_items": _("复制上年事项"),
        "plan.answer_hints": _("说明提示的理由"),
        "plan.propose": _("逐项提出建议"),
        "plan_item.propose": _("提出建议"),
    }
)

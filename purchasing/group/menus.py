"""The group in the desk's menu, and the words for what is recorded about it."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from portal.workflow.separation import name_verbs
from purchasing.group.policies import Can

menu_item(_("协调推进小组"), _("小组议题"), "group-matters", capability=Can.READ_MATTER, order=60)
menu_item(_("协调推进小组"), _("小组会议"), "group-meetings", capability=Can.READ_GROUP, order=61)
menu_item(_("协调推进小组"), _("小组成员"), "group-members", capability=Can.READ_GROUP, order=62)
name_verbs(
    {
        "group_matter.begin": _("提出议题"),
        "group_matter.edit": _("修改议题"),
        "group_matter.add_task": _("分解任务"),
        "group_matter.remove_task": _("删除任务"),
        "group_matter.draft_report": _("拟写报告"),
        "group_task.answered": _("答复任务落实情况"),
        "group_task.returned": _("退回补充"),
        "group.seat": _("登记小组成员"),
        "group.end_seat": _("登记成员终止"),
        "group.call_meeting": _("登记会议"),
        "group.edit_meeting": _("修改会议"),
    }
)

"""Evaluations in the desk's menu, and the words for what is recorded beside their moves."""

from django.utils.translation import gettext_lazy as _

from evaluation.evaluation.policies import Can
from portal.ui.menus import menu_item
from portal.workflow.separation import name_verbs

menu_item(_("绩效评价"), _("绩效评价"), "evaluations", capability=Can.READ_EVALUATION, order=80)
name_verbs(
    {
        "evaluation.plan": _("编制评价方案"),
        "evaluation.draft_scheme": _("起草评价标准公开稿"),
        "evaluation.extend_survey": _("延长问卷时间"),
        "evaluation.give_feedback": _("答复征求意见"),
        "survey.invite": _("制发问卷邀请"),
        "assessment.fill": _("填写评分"),
    }
)

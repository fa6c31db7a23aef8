"""Review has no state of its own: it drives the procurement's."""

from django.utils.translation import gettext_lazy as _

from portal.outbox import declare
from portal.workflow.separation import name_verbs
from purchasing.procurement.flow import PROCUREMENT
from purchasing.review import guards

PROCUREMENT.requires("check_qualification", guards.every_bid_is_checked)
PROCUREMENT.requires(
    "start_review",
    guards.enough_bids_qualify,
    guards.committee_is_complete,
    guards.draw_was_watched,
    guards.draw_is_recent,
    guards.all_have_declared,
)
PROCUREMENT.requires("finish_review", guards.enough_bids_conform, guards.report_is_signed)
declare("review.drawn", "review.stepped_back", "review.too_few_conform", "review.recheck", "review.ranked")
name_verbs(
    {
        "review.qualification": _("填写资格审查结论"),
        "review.draw": _("抽取评审专家"),
        "review.watch": _("见证专家抽取"),
        "review.chair": _("登记评委会组长"),
        "review.declare": _("签署回避声明"),
        "review.conformity": _("填写符合性审查结论"),
        "review.sheet": _("保存评分表"),
        "review.finish_sheet": _("完成打分"),
        "review.recheck": _("客观分不一致，重新开放评分表"),
        "review.rank": _("汇总评分"),
        "review.sign": _("签署评审报告"),
    }
)

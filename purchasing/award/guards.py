"""Reasons to refuse a step towards the award."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.procurement.models import Procurement
from purchasing.publication.models import Kind, State
from purchasing.publication.queries import publication_of
from purchasing.review.queries import ranking_of


def ranking_is_there(procurement: Procurement, act: Act) -> Refusal | None:
    """The award follows the ranked list of the signed report (O87 art. 68)."""
    if ranking_of(procurement):
        return None
    return Refusal(
        "no-ranking",
        _("评审报告没有候选人排序，不能确定中标人。"),
        article="政府采购货物和服务招标投标管理办法 第六十八条",
    )


def result_is_not_drafted(procurement: Procurement, act: Act) -> Refusal | None:
    """The result notice is drafted once, and again after the secrecy check sent it back."""
    publication = publication_of(procurement, Kind.RESULT)
    if publication is None or publication.state == State.RETURNED:
        return None
    return Refusal("already-drafted", _("结果公告已经起草，正在审查或已发布。"))

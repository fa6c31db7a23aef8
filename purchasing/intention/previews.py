"""How an intention will read to the public, for the person who checks it for secrets."""

from __future__ import annotations

from django.utils.translation import gettext as _

from purchasing.intention.models import Intention
from purchasing.publication.models import Kind
from purchasing.publication.queries import Preview, previews

RELATED = ("plan_item__plan__purchaser__organization",)


@previews(Kind.INTENTION, RELATED)
def intention_preview(intention: Intention) -> Preview:
    """采购意向: name, needs, budget, month, what is meant for small businesses, remark (财库〔2020〕10号)."""
    return Preview(
        str(intention),
        facts=[
            (_("采购单位"), intention.plan_item.plan.purchaser.organization.name),
            (_("采购项目名称"), intention.title),
            (_("预算金额（元）"), f"{intention.budget:,.2f}"),
            (_("预计采购时间"), f"{intention.expected_month:%Y-%m}"),
            (_("面向中小企业情况"), intention.sme_note or "—"),
            (_("备注"), intention.note or "—"),
        ],
        paragraphs=[intention.needs],
    )

"""How the needs will read while the public comments on them, for the person who checks them for secrets."""

from __future__ import annotations

from django.utils.translation import gettext as _

from purchasing.publication.models import Kind
from purchasing.publication.queries import Preview, previews
from purchasing.requirement.models import Requirement

RELATED = ("plan_item__plan__purchaser__organization",)


@previews(Kind.NEEDS, RELATED)
def needs_preview(requirement: Requirement) -> Preview:
    """采购需求征求意见: technical, commercial and acceptance requirements (政府采购法实施条例 第十五条)."""
    return Preview(
        _("%(title)s采购需求征求意见") % {"title": requirement.plan_item.title},
        facts=[(_("采购单位"), requirement.plan_item.plan.purchaser.organization.name)],
        paragraphs=[requirement.technical, requirement.commercial, requirement.acceptance_terms],
    )

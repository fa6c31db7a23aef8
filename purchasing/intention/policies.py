"""Who drafts and who releases an intention."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "plan_item__plan__purchaser__organization"


class Can(Capability):
    READ_INTENTION = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within=UNIT)
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within="plan_item__plan__purchaser__finance")
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    BEGIN_INTENTION = may(Role.PURCHASER_CLERK, within="plan__purchaser__organization")  # on PlanItem
    DRAFT_INTENTION = may(Role.PURCHASER_CLERK, within=UNIT, when=Q(state="draft"))
    RELEASE_INTENTION = may(Role.PURCHASER_HEAD, within=UNIT, never_after=("begin", "edit"))

"""Who asks for a change of an approved item, who agrees in the unit, and who decides in finance: four people."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "item__plan__purchaser__organization"
FINANCE = "item__plan__purchaser__finance"
SECONDED = ("concur", "question")  # by the second clerk of finance, who is never the first of the same adjustment
WROTE = ("begin", "edit")
PAST_UNIT = Q(state__in=["submitted", "recommended", "effective", "refused"])


class Can(Capability):
    READ_ADJUSTMENT = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within=UNIT)
        | may(Role.BUDGET_SUPERVISOR, within="item__plan__purchaser__budget_supervisor", when=PAST_UNIT)
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE, when=PAST_UNIT)
        | may(Role.COORDINATION_OFFICE, Role.COORDINATION_LEADER, everywhere=True, when=PAST_UNIT)
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    ADD_ITEM = may(  # on AnnualPlan
        Role.PURCHASER_CLERK, within="purchaser__organization", when=Q(state__in=["published", "in_execution"])
    )
    BEGIN_ADJUSTMENT = may(Role.PURCHASER_CLERK, within="plan__purchaser__organization")  # on PlanItem
    EDIT_ADJUSTMENT = may(Role.PURCHASER_CLERK, within=UNIT, when=Q(state="draft"))
    WITHDRAW_ADJUSTMENT = may(Role.PURCHASER_CLERK, within=UNIT)
    APPROVE_IN_UNIT = may(Role.PURCHASER_HEAD, within=UNIT, never_after=WROTE)
    RECOMMEND = may(Role.FINANCE_CLERK, within=FINANCE, never_after=SECONDED)
    CONCUR = may(
        Role.FINANCE_CLERK,
        within=FINANCE,
        when=Q(needs_second=True, second_agreed_at=None),
        never_after="recommend",
    )
    QUESTION = may(Role.FINANCE_CLERK, within=FINANCE, when=Q(needs_second=True), never_after="recommend")
    DECIDE = may(Role.FINANCE_APPROVER, within=FINANCE, never_after=("recommend", *SECONDED))
    SIGN = may(
        Role.FINANCE_APPROVER,
        within=FINANCE,
        when=Q(needs_second=False) | Q(second_agreed_at__isnull=False),
        never_after=("recommend", *SECONDED),
    )

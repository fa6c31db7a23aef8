"""Who draws up a year's account, who agrees in the unit, and who checks and confirms it in finance: four people."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "plan__purchaser__organization"
FINANCE = "plan__purchaser__finance"
WROTE = ("begin", "edit")
PAST_UNIT = Q(state__in=["submitted", "checked", "confirmed", "published"])


class Can(Capability):
    START_ACCOUNT = may(  # on AnnualPlan
        Role.PURCHASER_CLERK, within="purchaser__organization", when=Q(state__in=["published", "in_execution"])
    )
    READ_ACCOUNT = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within=UNIT)
        | may(Role.BUDGET_SUPERVISOR, within="plan__purchaser__budget_supervisor", when=PAST_UNIT)
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE, when=PAST_UNIT)
        | may(Role.COORDINATION_OFFICE, Role.COORDINATION_LEADER, everywhere=True, when=PAST_UNIT)
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    EDIT_ACCOUNT = may(Role.PURCHASER_CLERK, within=UNIT, when=Q(state="draft"))
    APPROVE_IN_UNIT = may(Role.PURCHASER_HEAD, within=UNIT, never_after=WROTE)
    CHECK_ACCOUNT = may(Role.FINANCE_CLERK, within=FINANCE)
    CONFIRM_ACCOUNT = may(Role.FINANCE_APPROVER, within=FINANCE, never_after=("check",))

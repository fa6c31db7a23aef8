"""Who writes, reviews, checks and freezes a requirement. Finance has no part in procurement (GPL art. 60)."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "plan_item__plan__purchaser__organization"
SUPERVISING = "plan_item__plan__purchaser__budget_supervisor"
WROTE = ("begin", "edit")  # whoever wrote any of it does not review it (SD15)
BEFORE_FREEZE = ~Q(state="frozen")


class Can(Capability):
    READ_REQUIREMENT = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, Role.PURCHASER_APPOINTEE, within=UNIT)
        | may(Role.BUDGET_SUPERVISOR, within=SUPERVISING)
        | may(Role.COUNSEL, everywhere=True, when=Q(state__in=["reviewed_key", "counsel_checked", "frozen"]))
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    BEGIN_REQUIREMENT = may(Role.PURCHASER_CLERK, within="plan__purchaser__organization")  # on PlanItem
    EDIT_REQUIREMENT = may(Role.PURCHASER_CLERK, within=UNIT, when=Q(state__in=["draft", "survey_done"]))
    ADVANCE_REQUIREMENT = may(Role.PURCHASER_CLERK, within=UNIT)
    ANSWER_COMMENT = may(Role.PURCHASER_CLERK, within=UNIT, when=BEFORE_FREEZE)
    GIVE_OPINION = may(
        Role.PURCHASER_CLERK, Role.PURCHASER_APPOINTEE, within=UNIT, when=BEFORE_FREEZE, never_after=WROTE
    ) | may(Role.BUDGET_SUPERVISOR, within=SUPERVISING, when=BEFORE_FREEZE)
    REVIEW_REQUIREMENT = may(Role.PURCHASER_CLERK, within=UNIT, never_after=WROTE)
    SEND_BACK_REQUIREMENT = REVIEW_REQUIREMENT | may(Role.COUNSEL, everywhere=True, when=Q(state="reviewed_key"))
    CHECK_CONTRACT_TEXT = may(Role.COUNSEL, everywhere=True)
    FREEZE_REQUIREMENT = may(Role.PURCHASER_HEAD, within=UNIT, never_after=WROTE)

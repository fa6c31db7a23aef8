"""Who asks for additional budget, who gives the opinion, who records and who confirms what was decided outside."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role
from purchasing.plan.models import STANDING

UNIT = "item__plan__purchaser__organization"
FINANCE = "item__plan__purchaser__finance"
SECONDED = ("concur", "question")  # by the second clerk of finance, who is never the first of the same request
DRAFTED = ("begin", "edit")
RECORDED = ("record_government", "record_submission", "record_congress", "record_grant")
FILED = ~Q(state__in=["draft", "unit_review"]) & Q(filed_at__isnull=False)
BEFORE_GOVERNMENT = Q(state__in=["draft", "unit_review", "filed", "opinion", "finance_opinion"])


class Can(Capability):
    START_REQUEST = may(
        Role.PURCHASER_CLERK,
        within="plan__purchaser__organization",
        when=Q(category="F4", state__in=["draft", "submitted", "funding_check", "awaiting_additional_budget"]),
    )
    READ_REQUEST = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within=UNIT)
        | may(Role.BUDGET_SUPERVISOR, within="item__plan__purchaser__budget_supervisor", when=FILED)
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE, when=FILED)
        | may(Role.COORDINATION_OFFICE, Role.COORDINATION_LEADER, everywhere=True, when=FILED)
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    DRAFT_REQUEST = may(Role.PURCHASER_CLERK, within=UNIT, when=Q(state="draft"))
    FILE_REQUEST = may(Role.PURCHASER_HEAD, within=UNIT, never_after=DRAFTED)
    WITHDRAW_REQUEST = may(Role.PURCHASER_CLERK, within=UNIT, when=BEFORE_GOVERNMENT & Q(pending=""))
    PROPOSE_OPINION = may(Role.FINANCE_CLERK, within=FINANCE, never_after=SECONDED)
    CONCUR_OPINION = may(
        Role.FINANCE_CLERK,
        within=FINANCE,
        when=Q(needs_second=True, second_agreed_at=None),
        never_after="propose",
    )
    QUESTION_OPINION = may(Role.FINANCE_CLERK, within=FINANCE, when=Q(needs_second=True), never_after="propose")
    DECIDE_OPINION = may(
        Role.FINANCE_APPROVER,
        within=FINANCE,
        when=Q(needs_second=False) | Q(second_agreed_at__isnull=False),
        never_after=("propose", *SECONDED),
    )
    WRITE_NOTE = may(Role.COORDINATION_LEADER, everywhere=True, when=Q(pending="") & ~Q(stance="support"))
    END_UNSUPPORTED = may(
        Role.FINANCE_APPROVER,
        within=FINANCE,
        when=Q(stance="against", leader_note="", pending=""),
        never_after="propose",
    )
    RECORD_GOVERNMENT = may(
        Role.FINANCE_CLERK, within=FINANCE, when=Q(pending="") & (~Q(stance="against") | ~Q(leader_note=""))
    )
    RECORD_ACT = may(Role.FINANCE_CLERK, within=FINANCE, when=Q(pending=""))
    CONFIRM_AGREED = may(Role.FINANCE_APPROVER, within=FINANCE, when=Q(pending="agreed"), never_after=RECORDED)
    CONFIRM_REFUSED = may(Role.FINANCE_APPROVER, within=FINANCE, when=Q(pending="refused"), never_after=RECORDED)
    RETURN_RECORD = may(Role.FINANCE_APPROVER, within=FINANCE, when=~Q(pending=""))
    RESCOPE_ITEM = may(Role.PURCHASER_CLERK, within=UNIT, when=Q(state="budget_granted", item__state="returned"))
    APPROVE_RESCOPED = may(
        Role.FINANCE_APPROVER, within=FINANCE, when=Q(item__state="funding_check"), never_after="rescope"
    )
    CLOSE_REQUEST = may(Role.FINANCE_CLERK, within=FINANCE, when=Q(item__state__in=STANDING))

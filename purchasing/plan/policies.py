"""Who reads, files, approves and decides plans."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "purchaser__organization"
SUPERVISING = "purchaser__budget_supervisor"
FINANCE = "purchaser__finance"
WATCHING = may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
COORDINATING = (Role.COORDINATION_OFFICE, Role.COORDINATION_LEADER)
PAST_UNIT = Q(
    state__in=[
        "submitted",
        "finance_review",
        "recommended",
        "returned",
        "approved",
        "rejected",
        "published",
        "in_execution",
        "closed",
    ]
)


CHECKED = ("take", "recommend", "propose")  # by the first clerk of finance
SECONDED = ("concur", "question")  # by the second, who is never the first of the same plan
DRAFTED = ("begin", "edit_item", "remove_item")  # whoever wrote any of it (SD1)


class Can(Capability):
    READ_PLAN = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within=UNIT)
        | may(Role.BUDGET_SUPERVISOR, within=SUPERVISING, when=~Q(state__in=["draft", "unit_review"]))
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE, when=PAST_UNIT)
        | may(*COORDINATING, everywhere=True, when=PAST_UNIT)
        | WATCHING
    )
    DRAFT_PLAN = may(Role.PURCHASER_CLERK, within=UNIT)
    EDIT_PLAN = may(Role.PURCHASER_CLERK, within=UNIT, when=Q(state="draft"))
    APPROVE_IN_UNIT = may(Role.PURCHASER_HEAD, within=UNIT, never_after=DRAFTED)
    SEND_BACK_PLAN = may(Role.PURCHASER_HEAD, within=UNIT) | may(
        Role.BUDGET_SUPERVISOR, within=SUPERVISING, when=Q(state__in=["unit_approved", "consented"])
    )
    CONSENT_PLAN = may(Role.BUDGET_SUPERVISOR, within=SUPERVISING)
    SUBMIT_PLAN = may(
        Role.PURCHASER_HEAD,
        within=UNIT,
        when=Q(state="consented") | Q(purchaser__budget_supervisor__isnull=True),
        never_after=DRAFTED,
    )
    TAKE_PLAN = may(Role.FINANCE_CLERK, within=FINANCE, never_after=SECONDED)
    PROPOSE_ITEMS = may(
        Role.FINANCE_CLERK,
        within=FINANCE,
        when=Q(state="finance_review") | Q(state="recommended", needs_second=False),
        never_after=SECONDED,
    )  # what a second clerk looks at stays as it is until they send it back
    CONCUR_PLAN = may(
        Role.FINANCE_CLERK,
        within=FINANCE,
        when=Q(needs_second=True, second_agreed_at=None),
        never_after=CHECKED,
    )
    QUESTION_PLAN = may(Role.FINANCE_CLERK, within=FINANCE, when=Q(needs_second=True), never_after=CHECKED)
    APPROVE_PLAN = may(Role.FINANCE_APPROVER, within=FINANCE, never_after=(*CHECKED, *SECONDED))
    SIGN_PLAN = may(
        Role.FINANCE_APPROVER,
        within=FINANCE,
        when=Q(needs_second=False) | Q(second_agreed_at__isnull=False),
        never_after=(*CHECKED, *SECONDED),
    )
    READ_ITEM = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within="plan__purchaser__organization")
        | may(
            Role.BUDGET_SUPERVISOR,
            within="plan__purchaser__budget_supervisor",
            when=~Q(plan__state__in=["draft", "unit_review"]),
        )
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within="plan__purchaser__finance", when=~Q(state="draft"))
        | may(*COORDINATING, everywhere=True, when=~Q(state="draft"))
        | WATCHING
    )
    RELEASE_ITEM = may(Role.PURCHASER_HEAD, within="plan__purchaser__organization")

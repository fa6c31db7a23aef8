"""Who fills, confirms and reads a party's sheet. The supplier has none: nobody evaluates themselves."""

from django.db.models import Q

from evaluation.evaluation.policies import REPORTED_STATES
from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "evaluation__procurement__purchaser__organization"
FINANCE = "evaluation__procurement__purchaser__finance"
AGENCY = "evaluation__agency"
PURCHASER, THIRD_PARTY = Q(party="purchaser"), Q(party="third_party")
REPORTED = Q(evaluation__state__in=REPORTED_STATES)
# Sheets exist from the notice on; they rest as soon as there is a report.
GATHERING = ~Q(evaluation__state__in=("draft_report", *REPORTED_STATES))


class Can(Capability):
    READ_SHEET = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within=UNIT, when=PURCHASER | REPORTED)
        | may(Role.EVALUATOR, within=AGENCY)
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE, when=REPORTED)
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    FILL_SHEET = may(
        Role.PURCHASER_CLERK,
        within=UNIT,
        when=PURCHASER & GATHERING & Q(state="drafting"),
        never_after=("evaluation.begin", "evaluation.plan"),
    ) | may(Role.EVALUATOR, within=AGENCY, when=THIRD_PARTY & GATHERING & Q(state="drafting"))
    CONFIRM_SHEET = may(Role.PURCHASER_HEAD, within=UNIT, when=PURCHASER & GATHERING)
    REOPEN_SHEET = may(Role.PURCHASER_HEAD, within=UNIT, when=PURCHASER & GATHERING) | may(
        Role.EVALUATOR, within=AGENCY, when=THIRD_PARTY & GATHERING
    )

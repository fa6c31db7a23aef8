"""Who sees and moves a procurement. Finance reads; it has no write access to bids, committee or award (SD6)."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role
from purchasing.procurement.models import Appointment

Duty = Appointment.Duty

# Who can be charged with which duty: the role that the duty's own acts ask for.
FITTING: dict[str, tuple[Role, ...]] = {
    Duty.OPERATOR: (Role.PURCHASER_CLERK,),
    Duty.OPENING_OFFICER: (Role.PURCHASER_CLERK, Role.PURCHASER_APPOINTEE),
    Duty.REPRESENTATIVE: (Role.PURCHASER_APPOINTEE,),
    Duty.CONTRACT_REVIEWER: (Role.PURCHASER_CLERK,),
    Duty.ACCEPTANCE_ORGANISER: (Role.PURCHASER_CLERK,),
    Duty.ACCEPTANCE_MEMBER: (Role.PURCHASER_APPOINTEE,),
    Duty.UNIT_FINANCE: (Role.PURCHASER_APPOINTEE,),
}
APPOINTABLE = tuple(dict.fromkeys(role for roles in FITTING.values() for role in roles))
AGENT = Role.AGENT
UNIT = "purchaser__organization"
AGENCY = "agency"


class Can(Capability):
    READ_PROCUREMENT = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within=UNIT)
        | may(Role.PURCHASER_APPOINTEE, within=UNIT, user="appointments__user")
        | may(Role.BUDGET_SUPERVISOR, within="purchaser__budget_supervisor")
        | may(Role.AGENT, within=AGENCY)
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within="purchaser__finance")
        | may(Role.SUPERVISOR, Role.AUDITOR, Role.COORDINATION_OFFICE, Role.COORDINATION_LEADER, everywhere=True)
    )
    APPOINT = may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within=UNIT)
    PREPARE_DOCUMENT = may(Role.AGENT, within=AGENCY, when=Q(state="preparing"))
    CLARIFY = may(Role.AGENT, within=AGENCY, when=Q(state="receiving"))
    ANNOUNCE = may(Role.PURCHASER_HEAD, within=UNIT, never_after="prepare_document")
    CHECK_QUALIFICATION = may(Role.AGENT, within=AGENCY)
    RUN_REVIEW = may(Role.AGENT, within=AGENCY)
    CONFIRM_CANDIDATE = may(Role.PURCHASER_HEAD, within=UNIT)
    PUBLISH_RESULT = may(Role.PURCHASER_HEAD, within=UNIT)
    END_PROCUREMENT = may(Role.PURCHASER_HEAD, within=UNIT)

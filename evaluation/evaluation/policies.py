"""Who organises, scores and confirms an evaluation. Recipients answer by token, without an account."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "procurement__purchaser__organization"
FINANCE = "procurement__purchaser__finance"
REPORTED = Q(state__in=["feedback", "recommended", "finalised", "published"])


class Can(Capability):
    READ_EVALUATION = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within=UNIT)
        | may(Role.EVALUATOR, within="agency")
        | may(Role.SUPPLIER, within="contract__supplier__organization", when=REPORTED)
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE)
        | may(Role.SUPERVISOR, Role.AUDITOR, Role.COORDINATION_OFFICE, Role.COORDINATION_LEADER, everywhere=True)
    )
    PLAN_EVALUATION = may(Role.PURCHASER_CLERK, within=UNIT, when=Q(state="planned"))
    NOTIFY_EVALUATION = may(Role.PURCHASER_HEAD, within=UNIT)
    SCORE_FOR_PURCHASER = may(
        Role.PURCHASER_CLERK, within=UNIT, when=Q(state__in=["notified", "collecting"]), never_after="plan"
    )
    CONFIRM_PURCHASER_SCORE = may(Role.PURCHASER_HEAD, within=UNIT, when=Q(state__in=["notified", "collecting"]))
    SCORE_AS_THIRD_PARTY = may(Role.EVALUATOR, within="agency", when=Q(state__in=["notified", "collecting"]))
    WRITE_REPORT = may(Role.EVALUATOR, within="agency")
    GIVE_FEEDBACK = (
        may(Role.PURCHASER_HEAD, within=UNIT, when=Q(state="feedback"))
        | may(Role.SUPPLIER, within="contract__supplier__organization", when=Q(state="feedback"))
    )
    RECOMMEND_EVALUATION = may(Role.FINANCE_CLERK, within=FINANCE)
    FINALISE_EVALUATION = may(Role.FINANCE_APPROVER, within=FINANCE, never_after="recommend")

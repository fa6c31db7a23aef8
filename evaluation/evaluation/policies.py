"""Who organises and confirms an evaluation. Recipients answer by token, without an account; sheets have their own rights."""

from django.db.models import Q

from portal.accounts.actor import Actor
from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "procurement__purchaser__organization"
FINANCE = "procurement__purchaser__finance"
SUPPLIER = "contract__supplier__organization"
REPORTED_STATES = ("feedback", "recommended", "finalised", "published")
NOTIFIED = ~Q(state="planned")
REPORTED = Q(state__in=REPORTED_STATES)
FEEDBACK = Q(state="feedback")
EVALUATOR = Role.EVALUATOR

UNITS_ANSWER = may(Role.PURCHASER_HEAD, within=UNIT, when=FEEDBACK)
SUPPLIERS_ANSWER = may(Role.SUPPLIER, within=SUPPLIER, when=FEEDBACK)


class Can(Capability):
    READ_EVALUATION = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within=UNIT)
        | may(Role.EVALUATOR, within="agency", when=NOTIFIED)
        | may(Role.SUPPLIER, within=SUPPLIER, when=NOTIFIED)
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE)
        | may(Role.SUPERVISOR, Role.AUDITOR, Role.COORDINATION_OFFICE, Role.COORDINATION_LEADER, everywhere=True)
    )
    READ_RESULTS = (  # points and grades: the third party and those who supervise before there is a report
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within=UNIT, when=REPORTED)
        | may(Role.EVALUATOR, within="agency")
        | may(Role.SUPPLIER, within=SUPPLIER, when=REPORTED)
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE, when=REPORTED)
        | may(Role.COORDINATION_OFFICE, Role.COORDINATION_LEADER, everywhere=True, when=REPORTED)
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    START_EVALUATION = may(Role.PURCHASER_CLERK, within=UNIT)
    PLAN_EVALUATION = may(Role.PURCHASER_CLERK, within=UNIT, when=Q(state="planned"))
    NOTIFY_EVALUATION = may(Role.PURCHASER_HEAD, within=UNIT)
    EXTEND_SURVEY = may(Role.PURCHASER_HEAD, within=UNIT, when=Q(state__in=["notified", "collecting"]))
    WRITE_REPORT = may(Role.EVALUATOR, within="agency")
    ANSWER_FOR_UNIT = UNITS_ANSWER
    ANSWER_FOR_SUPPLIER = SUPPLIERS_ANSWER
    GIVE_FEEDBACK = UNITS_ANSWER | SUPPLIERS_ANSWER
    RECOMMEND_EVALUATION = may(Role.FINANCE_CLERK, within=FINANCE)
    FINALISE_EVALUATION = may(Role.FINANCE_APPROVER, within=FINANCE, never_after="recommend")
    RETURN_REPORT = may(Role.FINANCE_CLERK, within=FINANCE, when=FEEDBACK) | may(
        Role.FINANCE_APPROVER, within=FINANCE, when=Q(state="recommended")
    )


def answers_for(actor: Actor) -> str:
    """For which side somebody who may GIVE_FEEDBACK answers."""
    return "supplier" if actor.role == Role.SUPPLIER else "purchaser"

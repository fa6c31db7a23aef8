"""Who runs, watches and does the review. Members lose access when the report is signed (SD13)."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

RUNNING = Q(committee__procurement__state__in=["qualification", "reviewing"])
SITTING = Q(conflict="", replaced_at=None)
REPORTED = ~Q(reviewed_at=None)


class Can(Capability):
    RUN_COMMITTEE = may(Role.AGENT, within="agency")  # on Procurement
    WATCH_DRAW = may(Role.SUPERVISOR, everywhere=True)  # on Procurement
    FOLLOW_REVIEW = (  # on Procurement: findings and names, before the result as well
        may(Role.AGENT, within="agency", when=~Q(opened_at=None))
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True, when=~Q(opened_at=None))
    )
    SIT_IN_REVIEW = may(  # on CommitteeMember
        Role.EXPERT, Role.PURCHASER_APPOINTEE, user="user", when=RUNNING & SITTING
    )
    READ_REPORT = (  # on Procurement: the whole table, with the names the report lists (O87 art. 58)
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within="purchaser__organization", when=REPORTED)
        | may(Role.AGENT, within="agency", when=REPORTED)
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True, when=REPORTED)
    )

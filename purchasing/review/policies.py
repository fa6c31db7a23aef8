"""Who runs, watches and does the review. Members lose access when the report is signed (SD13)."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

RUNNING = Q(committee__procurement__state__in=["qualification", "reviewing"])


class Can(Capability):
    RUN_COMMITTEE = may(Role.AGENT, within="agency")  # on Procurement
    WATCH_DRAW = may(Role.SUPERVISOR, everywhere=True)  # on Procurement
    SIT_IN_REVIEW = may(Role.EXPERT, Role.PURCHASER_APPOINTEE, user="user", when=RUNNING)  # on CommitteeMember
    READ_REPORT = (  # on Procurement: the whole table
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within="purchaser__organization", when=~Q(reviewed_at=None))
        | may(Role.AGENT, within="agency", when=~Q(reviewed_at=None))
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True, when=~Q(reviewed_at=None))
    )

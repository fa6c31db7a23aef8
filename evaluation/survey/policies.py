"""Who invites recipients and who reads their remarks; answering itself needs a token and no account."""

from django.db.models import Q

from evaluation.evaluation.policies import UNIT
from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

OPEN = Q(state__in=["notified", "collecting"])


class Can(Capability):
    """All on the evaluation."""

    INVITE_RECIPIENTS = may(Role.PURCHASER_CLERK, within=UNIT, when=OPEN) | may(
        Role.EVALUATOR, within="agency", when=OPEN
    )
    READ_REMARKS = may(Role.EVALUATOR, within="agency") | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)

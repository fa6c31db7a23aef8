"""Finance's clerk records that money follows a task, another person of finance confirms it; both units read it."""

from portal.accounts.capability import Capability, Grants, may
from portal.accounts.roles import Role

FINANCE = "source__purchaser__finance"


def _of(side: str) -> Grants:
    """The people of the unit on one side, and of the body above it."""
    unit = may(
        Role.PURCHASER_CLERK,
        Role.PURCHASER_APPOINTEE,
        Role.PURCHASER_HEAD,
        within=f"{side}__purchaser__organization",
    )
    return unit | may(Role.BUDGET_SUPERVISOR, within=f"{side}__purchaser__budget_supervisor")


class Can(Capability):
    READ_TRANSFER = (
        _of("source")
        | _of("target")
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE)
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    RECORD_TRANSFER = may(Role.FINANCE_CLERK, within=FINANCE)
    CONFIRM_TRANSFER = may(Role.FINANCE_APPROVER, within=FINANCE, never_after="begin")

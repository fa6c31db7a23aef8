"""Who drafts changes of rules and who decides them (handbook §2: FO drafts, FA approves; SD14)."""

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role


class Can(Capability):
    READ_DRAFT = may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within="finance") | may(
        Role.SUPERVISOR, Role.AUDITOR, everywhere=True
    )
    DRAFT_RULE = may(Role.FINANCE_CLERK, within="finance")
    APPROVE_RULE = may(Role.FINANCE_APPROVER, within="finance", never_after=("begin", "edit", "submit"))

"""Who asks for, organises, does and reads acceptances. Whoever began the contract does not organise them (SD2); nor does
the operator, which a guard of the flow says."""

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "contract__procurement__purchaser__organization"
CONTRACTING = ("contract.begin", "contract.edit", "contract.review")


PARTIES = (
    may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, Role.PURCHASER_APPOINTEE, within=UNIT)
    | may(Role.SUPPLIER, within="contract__supplier__organization")
    | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within="contract__procurement__purchaser__finance")
    | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
)


class Can(Capability):
    READ_ACCEPTANCE = PARTIES | may(Role.EVALUATOR, within="contract__evaluation__agency")
    READ_PAYMENTS_OF_PERIOD = PARTIES  # what was asked for and why it was rejected; not the evaluator's to read
    REQUEST_ACCEPTANCE = may(Role.SUPPLIER, within="contract__supplier__organization")
    ORGANISE_ACCEPTANCE = may(Role.PURCHASER_CLERK, within=UNIT, never_after=("contract.begin",))
    INSPECT = may(Role.PURCHASER_APPOINTEE, user="members__user", never_after=CONTRACTING)
    SIGN_RESULT = may(Role.PURCHASER_APPOINTEE, user="user", never_after=CONTRACTING)  # on AcceptanceMember

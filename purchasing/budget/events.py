"""What the budget tells besides its acts."""

from portal.outbox import declare

DRIFTED = "budget.drifted"
declare(DRIFTED)

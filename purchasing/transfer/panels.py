"""What a step of a transfer is about."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.ui.components.filters import yuan
from portal.ui.gist import gist
from portal.ui.parts import Fact
from purchasing.transfer.models import BudgetTransfer


@gist("budget_transfer")
def of_transfer(transfer: BudgetTransfer) -> list[Fact]:
    target = [] if transfer.takes_back else [Fact(_("调入"), transfer.target)]
    return [Fact(_("金额（元）"), yuan(transfer.amount)), Fact(_("调出"), transfer.source), *target]

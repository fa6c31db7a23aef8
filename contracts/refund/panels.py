"""What a step of a refund is about."""

from __future__ import annotations

from django.utils.translation import gettext as _

from contracts.refund.models import Refund
from portal.ui.components.filters import localday, yuan
from portal.ui.gist import gist
from portal.ui.parts import Fact


@gist("refund")
def of_refund(refund: Refund) -> list[Fact]:
    return [
        Fact(_("退回金额（元）"), yuan(refund.amount), refund.get_ground_display()),
        Fact(_("收到日期"), localday(refund.received_on), refund.receipt),
        Fact(_("说明"), refund.reason),
    ]

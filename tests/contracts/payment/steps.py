"""Acts of a payment, and the codes of what refuses them."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.payment.flow import PAYMENT
from portal.demo.story.intention import beijing
from portal.values.refusal import Refused
from portal.workflow.perform import perform

PAID = beijing(2025, 9, 12, 10)
INVOICE = {"invoice_number": "24360200009000000001", "invoice_on": date(2025, 9, 3)}


def codes(call) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.codes


def do(payment, name, actor, **data):
    return perform(PAYMENT, payment, name, actor=actor, data=data)

"""A contract of the first case with its twelve accepted and paid months, put straight into the tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from contracts.models import Acceptance, Contract, DeductionBand, PaymentRequest
from portal.demo.cast import Cast
from portal.demo.story.intention import beijing
from portal.values.money import fen, instalments
from portal.workflow.perform import writing_states
from purchasing.models import Award
from tests.factories.contracts import AMOUNT, awarded

SCORES = (92, 90, 91, 88, 84, 93, 95, 90, 89, 92, 94, 91)
BANDS = (("85", "100"), ("80", "98"), ("70", "95"), ("60", "90"))


def contract(cast: Cast, *, state: str = "in_force", months: int = 12) -> Contract:
    """The first case's contract with `months` accepted and paid: 8,885,166.67 yuan for all twelve."""
    procurement = awarded(cast, notice_at=beijing(2025, 2, 24))
    at = beijing(2025, 3, 11)
    row = Contract(
        procurement=procurement, award=Award.objects.get(procurement=procurement), supplier=cast.suppliers["qianyao"],
        number="景城采合〔2025〕1号", title=f"{procurement.title}合同", amount=AMOUNT, starts_on=date(2025, 4, 1),
        ends_on=date(2026, 3, 31), instalments=12, drafted_by=cast.user("po1"), drafted_at=at, signed_at=at,
        published_at=at, filed_at=at, state=state,
    )  # fmt: skip
    with writing_states():
        row.save()
    for score, rate in BANDS:
        DeductionBand.objects.create(contract=row, min_score=Decimal(score), pay_rate=Decimal(rate))
    for number, amount in enumerate(instalments(AMOUNT, 12), start=1):
        _month(cast, row, number, amount, done=number <= months)
    return row


def _month(cast: Cast, row: Contract, number: int, amount: Decimal, *, done: bool) -> None:
    rate = Decimal(98 if SCORES[number - 1] < 85 else 100)
    payable = fen(amount * rate / 100)
    year, month = divmod(2025 * 12 + 2 + number, 12)
    values = {
        "score": Decimal(SCORES[number - 1]), "pay_rate": rate, "payable": payable, "deduction": amount - payable,
        "decided_at": beijing(2026, 4, 3), "state": "closed",
    }  # fmt: skip
    acceptance = Acceptance(
        contract=row, period=number, period_from=date(year, month + 1, 1), period_to=date(year, month + 1, 28),
        planned_on=date(year, month + 1, 28), instalment=amount, **(values if done else {}),
    )  # fmt: skip
    with writing_states():
        acceptance.save()
        if done:
            PaymentRequest(
                contract=row, acceptance=acceptance, amount=payable, invoice_number=f"{number:08d}",
                invoice_on=date(2026, 4, 3), payee_name="千窑城服（虚构）", payee_bank="示例银行", payee_account="1",
                requested_by=cast.user("pf1"), requested_at=beijing(2026, 4, 3), due_on=date(2026, 5, 3),
                paid_at=beijing(2026, 4, 15), state="paid",
            ).save()  # fmt: skip

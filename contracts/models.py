"""The app's models, gathered from its aggregates."""

from contracts.acceptance.models import Acceptance, AcceptanceItem, AcceptanceMember
from contracts.contract.models import Contract, ContractFund, DeductionBand, Instalment
from contracts.payment.models import PaymentLine, PaymentRequest
from contracts.refund.models import Refund, RefundLine

__all__ = [
    "Acceptance",
    "AcceptanceItem",
    "AcceptanceMember",
    "Contract",
    "ContractFund",
    "DeductionBand",
    "Instalment",
    "PaymentLine",
    "PaymentRequest",
    "Refund",
    "RefundLine",
]

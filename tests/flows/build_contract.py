"""A contract resting in each state, drafted by the second clerk, so that the first clerk may review it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from contracts.models import Contract, DeductionBand
from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.act import Act
from portal.workflow.perform import writing_states
from purchasing.procurement.models import Appointment, Procurement
from purchasing.publication.actions import draft_publication
from purchasing.publication.models import Kind, Publication
from tests.factories.contracts import AMOUNT, awarded

DATA = {"send_back": {"reason": "请核对服务期。"}}
STATES = ("drafting", "reviewed", "counsel_checked", "supplier_signed", "signed", "in_force", "completed", "called_off")


def build(cast: Cast, state: str) -> Contract:
    clock.freeze_at(datetime(2025, 3, 11, 10, 0, tzinfo=clock.SHANGHAI))
    contract = Contract.objects.first() or _make(cast)
    step = -1 if state == "called_off" else STATES.index(state)
    contract.signed_at = clock.now() if step >= STATES.index("signed") else None
    contract.published_at = contract.filed_at = clock.now() if step > STATES.index("signed") else None
    contract.state = state
    with writing_states():
        contract.save()
    if state == "signed":
        _checked_publication(cast, contract)
    return contract


def _make(cast: Cast) -> Contract:
    procurement: Procurement = awarded(cast)
    Appointment.objects.filter(procurement=procurement, duty="operator").update(user=cast.user("po2"))
    contract = Contract(
        procurement=procurement, award=procurement.award, supplier=procurement.award.supplier, number="景购合〔2025〕9号",
        title="环卫合同", amount=AMOUNT, starts_on=date(2025, 4, 1), ends_on=date(2026, 3, 31), instalments=12,
        terms=[{"heading": "第一条", "text": "按采购文件。"}], payee_bank="示例银行", payee_account="6222",
        drafted_by=cast.user("po2"), drafted_at=clock.now() - timedelta(days=1),
    )  # fmt: skip
    with writing_states():
        contract.save()
    DeductionBand.objects.create(contract=contract, min_score=60, pay_rate=100)
    return contract


def _checked_publication(cast: Cast, contract: Contract) -> None:
    publication = draft_publication(
        Act(cast["po2"], clock.now()),
        contract,
        Kind.CONTRACT,
        title="合同公告",
        purchaser=contract.procurement.purchaser,
    )
    with writing_states():
        Publication.objects.filter(pk=publication.pk).update(state="checked")

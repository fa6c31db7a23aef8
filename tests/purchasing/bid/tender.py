"""A tender that receives bids: document, price sheet, takers, appointed and enrolled holders, made by the acts themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from portal.accounts.actor import SYSTEM
from portal.demo.cast import Cast, build_cast
from portal.demo.story.bid import enrol_holders
from portal.values import clock
from portal.workflow.perform import perform
from purchasing.models import Appointment, Bid, DocumentTaking, PriceItem, Procurement, TenderDocument
from purchasing.procurement.flow import PROCUREMENT
from tests.factories.cases import FIGURES, TASKS, procurement

BIDDERS = ("s1", "s2", "s3", "s4")
SUPPLIER_OF = {"s1": "qianyao", "s2": "bici", "s3": "qinghua", "s4": "fuliang"}


@dataclass
class Tender:
    cast: Cast
    procurement: Procurement
    passphrases: dict[str, str] = field(repr=False)

    def bid_of(self, login: str) -> Bid:
        return Bid.objects.get(procurement=self.procurement, supplier=self.cast.suppliers[SUPPLIER_OF[login]])


def document_for(row: Procurement, cast: Cast) -> TenderDocument:
    document = TenderDocument.objects.create(
        procurement=row, scope="城区清扫保洁", contract_draft="合同草案", author=cast.user("ag1"), **FIGURES
    )
    for seq, (name, unit, quantity, _price) in enumerate(TASKS, start=1):
        PriceItem.objects.create(document=document, seq=seq, name=name, unit=unit, quantity=Decimal(quantity))
    return document


def receiving(
    cast: Cast | None = None,
    *,
    closes_at: datetime | None = None,
    bidders: tuple[str, ...] = BIDDERS,
    enrolled: bool = True,
) -> Tender:
    """Announced a moment ago: the key is made by the act that starts receiving."""
    people = cast or build_cast()
    now = clock.now()
    with transaction.atomic():
        row = procurement(people, state="announced", closes_at=closes_at or now + timedelta(days=1))
    document_for(row, people)
    Appointment.objects.create(procurement=row, user=people.user("po3"), duty=Appointment.Duty.OPENING_OFFICER, at=now)
    for login in bidders:
        DocumentTaking.objects.create(
            procurement=row, supplier=people.suppliers[SUPPLIER_OF[login]], user=people.user(login), at=now
        )
    passphrases = enrol_holders(people) if enrolled else {}
    perform(PROCUREMENT, row, "start_receiving", actor=SYSTEM)
    row.refresh_from_db()
    return Tender(people, row, passphrases)

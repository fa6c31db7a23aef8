"""The sections of a release, each from what exposure.py let through for one published item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from contracts.models import Acceptance, Contract, PaymentRequest, Refund
from disclosure.exposure.tendering import ENDING
from disclosure.item.models import DisclosureItem
from disclosure.ocds.encode import instant
from disclosure.ocds.parties import Parties, add
from portal.values import clock
from purchasing.models import Clarification, PlanItem, Procurement
from purchasing.plan.models import Method
from purchasing.publication.models import Kind

Release = dict[str, Any]
Section = Callable[[DisclosureItem, "Context"], Release]

METHODS = {
    Method.OPEN_TENDER: "open",
    Method.INVITED_TENDER: "selective",
    Method.COMPETITIVE_NEGOTIATION: "limited",
    Method.COMPETITIVE_CONSULTATION: "selective",
    Method.INQUIRY_QUOTATION: "limited",
    Method.SINGLE_SOURCE: "direct",
    Method.FRAMEWORK: "selective",
    Method.BELOW_THRESHOLD: "direct",
}


class Context:
    """The plan item a release is about, its procurement if there is one yet, and the parties met so far."""

    def __init__(self, plan_item: PlanItem, ocid: str) -> None:
        self.plan_item = plan_item
        self.ocid = ocid
        self.procurement = (
            Procurement.objects.select_related("agency", "purchaser__organization").filter(ocid=ocid).first()
        )
        self.parties: Parties = {}
        self.buyer = add(self.parties, plan_item.plan.purchaser.organization, "buyer")


def money(amount: Decimal | str) -> dict[str, Any]:
    return {"amount": Decimal(amount), "currency": "CNY"}


def day(value: str | date) -> str:
    """A calendar day as the instant it begins in Beijing."""
    return instant(clock.start_of(value if isinstance(value, date) else clock.day_in(value)))


def last_of(value: str | date) -> str:
    """A calendar day as its last second in Beijing."""
    moment = clock.end_of(value if isinstance(value, date) else clock.day_in(value))
    return instant(datetime.fromtimestamp(moment.timestamp() - 1, tz=clock.SHANGHAI))


def planning(item: DisclosureItem, context: Context) -> Release:
    plan_item = context.plan_item
    approval = getattr(plan_item, "supplement", None) or plan_item.plan.approvals.order_by("approved_at").first()
    number = approval.number if approval else ""
    return {
        "planning": {
            "rationale": plan_item.summary,
            "budget": {
                "id": number,
                "description": plan_item.get_category_display(),
                "amount": money(plan_item.amount),
                "project": plan_item.title,
            },
            "documents": [_document(item, "procurementPlan")],
        },
        "tender": {
            "id": context.ocid,
            "title": plan_item.title,
            "status": "planning",
            "procurementMethod": METHODS[Method(plan_item.method)],
            "procurementMethodDetails": str(plan_item.get_method_display()),
            "mainProcurementCategory": "services",
            "items": _items(plan_item),
        },
    }


def intention(item: DisclosureItem, context: Context) -> Release:
    return {
        "planning": {"documents": [_document(item, "plannedProcurementNotice")]},
        "tender": {"id": context.ocid, "status": "planned", "description": item.content["needs"]},
    }


def needs(item: DisclosureItem, context: Context) -> Release:
    return {"planning": {"documents": [_document(item, "needsAssessment")]}}


def tender(item: DisclosureItem, context: Context) -> Release:
    procurement = _procurement(context)
    agency = add(context.parties, procurement.agency, "procuringEntity")
    content = item.content
    assert procurement.announced_at is not None
    start = instant(procurement.announced_at)
    return {
        "tender": {
            "id": context.ocid,
            "title": procurement.title,
            "status": "active",
            "procuringEntity": agency,
            "value": money(content["budget"]),
            "procurementMethod": METHODS[Method(procurement.method)],
            "awardCriteria": "ratedCriteria",
            "submissionMethod": ["electronicSubmission"],
            "eligibilityCriteria": "；".join(content["qualification"]),
            "tenderPeriod": {"startDate": start, "endDate": instant(datetime.fromisoformat(content["closes_at"]))},
            "enquiryPeriod": {"startDate": start, "endDate": last_of(content["documents_until"])},
            "documents": [_document(item, "tenderNotice")],
        }
    }


def clarification(item: DisclosureItem, context: Context) -> Release:
    row = Clarification.objects.get(pk=item.subject_pk)
    section: Release = {
        "id": context.ocid,
        "documents": [_document(item, "clarifications")],
        "amendments": [
            {
                "id": f"{context.ocid}-clarification-{row.seq}",
                "date": instant(item.published_at),
                "description": item.content["text"],
            }
        ],
    }
    if item.content.get("new_closes_at"):
        section["tenderPeriod"] = {"endDate": instant(datetime.fromisoformat(item.content["new_closes_at"]))}
    return {"tender": section}


def ending(item: DisclosureItem, context: Context) -> Release:
    failed = _procurement(context).state in ("failed_insufficient", "voided")
    return {"tender": {"id": context.ocid, "status": "unsuccessful" if failed else "cancelled"}}


def termination(item: DisclosureItem, context: Context) -> Release:
    return {**ending(item, context), "tender": {
        **ending(item, context)["tender"], "documents": [_document(item, "cancellationDetails")],
    }}  # fmt: skip


def award(item: DisclosureItem, context: Context) -> Release:
    procurement = _procurement(context)
    tenderers = []
    for bid in procurement.bids.filter(state="opened").select_related("supplier__organization"):
        tenderers.append(add(context.parties, bid.supplier.organization, "tenderer"))
    assert item.supplier is not None
    winner = add(context.parties, item.supplier, "supplier")
    return {
        "tender": {
            "id": context.ocid,
            "status": "complete",
            "tenderers": tenderers,
            "numberOfTenderers": len(tenderers),
        },
        "awards": [
            {
                "id": _award_id(context),
                "title": item.title,
                "status": "active",
                "date": instant(item.published_at),
                "value": money(item.content["amount"]),
                "suppliers": [winner],
                "documents": [_document(item, "awardNotice")],
            }
        ],
    }


def contract(item: DisclosureItem, context: Context) -> Release:
    content = item.content
    row = Contract.objects.get(pk=item.subject_pk)
    assert row.signed_at is not None
    return {
        "contracts": [
            {
                "id": row.number,
                "awardID": _award_id(context),
                "title": row.title,
                "status": "active",
                "period": {"startDate": day(content["starts_on"]), "endDate": last_of(content["ends_on"])},
                "value": money(content["amount"]),
                "dateSigned": instant(row.signed_at),
                "items": [
                    {
                        "id": f"{row.number}-{number}",
                        "description": line["name"],
                        "quantity": Decimal(line["quantity"]),
                        "unit": {"name": line["unit"], "value": money(line["unit_price"])},
                    }
                    for number, line in enumerate(content["prices"], start=1)
                ],
                "documents": [_document(item, "contractSigned")],
            }
        ]
    }


def acceptance(item: DisclosureItem, context: Context) -> Release:
    row = Acceptance.objects.select_related("contract").get(pk=item.subject_pk)
    assert row.decided_at is not None
    milestone = {
        "id": f"{row.contract.number}-{row.period}",
        "title": item.title,
        "type": "delivery",
        "status": "met",
        "dueDate": last_of(row.planned_on),
        "dateMet": instant(row.decided_at),
        "description": item.content["outcome"],
    }
    return _implementation(
        row.contract, {"milestones": [milestone], "documents": [_document(item, "completionCertificate")]}
    )


def payment(item: DisclosureItem, context: Context) -> Release:
    row = PaymentRequest.objects.select_related("contract__supplier__organization", "acceptance").get(
        pk=item.subject_pk
    )
    assert row.paid_at is not None
    payer = add(context.parties, context.plan_item.plan.purchaser.organization, "payer")
    payee = add(context.parties, row.contract.supplier.organization, "payee")
    transaction = {
        "id": row.voucher,
        "date": instant(row.paid_at),
        "value": money(item.content["amount"]),
        "payer": payer,
        "payee": payee,
    }
    done = row.contract.completed_at == row.paid_at  # the payment that settled it
    extra = {"status": "terminated"} if done else {}
    return _implementation(row.contract, {"transactions": [transaction]}, **extra)


def refund(item: DisclosureItem, context: Context) -> Release:
    """Money that came back is a transaction of a negative value between the same parties."""
    row = Refund.objects.select_related("payment__contract__supplier__organization").get(pk=item.subject_pk)
    assert row.decided_at is not None
    contract = row.payment.contract
    transaction = {
        "id": row.number,
        "date": instant(row.decided_at),
        "value": money(item.content["amount"]),
        "payer": add(context.parties, context.plan_item.plan.purchaser.organization, "payer"),
        "payee": add(context.parties, contract.supplier.organization, "payee"),
    }
    extra = {"status": "terminated"} if contract.completed_at else {}
    return _implementation(contract, {"transactions": [transaction]}, **extra)


def evaluation(item: DisclosureItem, context: Context) -> Release:
    row = Contract.objects.get(procurement__ocid=context.ocid)
    return _implementation(
        row, {"documents": [_document(item, "contractSchedule" if item.kind == Kind.SCHEME else "finalAudit")]}
    )


# kind of publication → tag of the release, what it says
SECTIONS: dict[str, tuple[str, Section]] = {
    Kind.PLAN: ("planning", planning),
    Kind.ADDITIONAL: ("planning", planning),
    Kind.INTENTION: ("planningUpdate", intention),
    Kind.NEEDS: ("planningUpdate", needs),
    Kind.NOTICE: ("tender", tender),
    Kind.CLARIFICATION: ("tenderAmendment", clarification),
    ENDING: ("tenderCancellation", ending),
    Kind.TERMINATION: ("tenderCancellation", termination),
    Kind.RESULT: ("award", award),
    Kind.CONTRACT: ("contract", contract),
    Kind.ACCEPTANCE: ("implementation", acceptance),
    Kind.PAYMENT: ("implementation", payment),
    Kind.REFUND: ("implementation", refund),
    Kind.SCHEME: ("implementationUpdate", evaluation),
    Kind.EVALUATION: ("implementationUpdate", evaluation),
}


def _implementation(contract_row: Contract, body: Release, **extra: Any) -> Release:
    award_id = f"{contract_row.procurement.ocid}-award-1"
    return {"contracts": [{"id": contract_row.number, "awardID": award_id, **extra, "implementation": body}]}


def _award_id(context: Context) -> str:
    return f"{context.ocid}-award-1"


def _procurement(context: Context) -> Procurement:
    assert context.procurement is not None, "published before its procurement was made"
    return context.procurement


def _items(plan_item: PlanItem) -> list[Release]:
    classification = {
        "scheme": "CN-GPS",
        "id": plan_item.catalogue_item.code,
        "description": plan_item.catalogue_item.name_zh,
    }
    return [
        {
            "id": str(seq),
            "description": line.name,
            "classification": classification,
            "quantity": line.quantity,
            "unit": {"name": line.unit, "value": money(line.unit_price)},
        }
        for seq, line in enumerate(plan_item.task_lines.all(), start=1)
    ]


def _document(item: DisclosureItem, kind: str) -> Release:
    return {
        "id": f"{item.kind}-{item.pk}",
        "documentType": kind,
        "title": item.title,
        "url": f"{settings.PUBLIC_BASE_URL}{item.get_absolute_url()}",
        "datePublished": instant(item.published_at),
        "format": "text/html",
        "language": "zh",
    }

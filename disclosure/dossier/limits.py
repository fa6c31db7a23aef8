"""The legal time limits of a procurement, shown once what starts them is public; staff see all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from disclosure.dossier.subject import Subject
from portal.values import clock
from portal.values.subject import root_of
from portal.workflow.models import DueDate
from purchasing.publication.models import Kind

# limit → (the kind whose publication makes its start public, its stop on the life line)
PUBLIC = {
    "plan.publish": (Kind.PLAN, "approval"),
    "procurement.decide": (Kind.RESULT, "result"),
    "procurement.result_notice": (Kind.RESULT, "result"),
    "procurement.sign": (Kind.RESULT, "contract"),
    "contract.publish": (Kind.RESULT, "contract"),
    "contract.file": (Kind.CONTRACT, "contract"),
    "payment.pay": (Kind.PAYMENT, "payment"),
    "evaluation.publish": (Kind.SCHEME, "evaluation"),
}


@dataclass(frozen=True)
class Limit:
    label: str
    cites: str
    due_on: date
    provisional: bool
    met_on: date | None
    stop: str


def limits_of(subject: Subject) -> list[Limit]:
    """The limits this reader may see, newest first. Payments in time stand once, by their last."""
    roots = [f"procurement:{subject.ocid}", root_of(subject.plan_item.plan)]
    rows = DueDate.objects.filter(root__in=roots).order_by("-started_at", "-pk")
    shown, seen = [], set()
    for row in rows:
        name = f"{row.flow}.{row.name}"
        kind, stop = PUBLIC.get(name, (None, ""))
        if not subject.staff and not (kind and _is_public(subject, kind)):
            continue
        met = clock.day_of(row.met_at) if row.met_at else None
        kept = met is not None and met <= row.due_on
        if name in seen and kept:
            continue
        seen.add(name)
        shown.append(Limit(row.label, row.cites, row.due_on, row.provisional, met, stop))
    return shown


def _is_public(subject: Subject, kind: str) -> bool:
    return subject.plan is not None if kind == Kind.PLAN else subject.first(kind) is not None

"""Writes of tender documents, clarifications and takings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

import portal.statutes as statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import allows, holds
from portal.values import clock
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.formkeys import answered, keep
from portal.workflow.perform import acting, changing
from purchasing.plan.models import PlanItem
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Procurement, State
from purchasing.procurement.policies import Can as ProcurementCan
from purchasing.procurement.queries import law_day
from purchasing.publication.actions import draft_publication, release_publication
from purchasing.publication.models import Kind
from purchasing.requirement.queries import requirement_of
from purchasing.supplier.eligibility import CONDITIONS
from purchasing.supplier.queries import supplier_of
from purchasing.tender.flow import CLARIFICATION
from purchasing.tender.models import (
    Clarification,
    ClarificationState,
    Criterion,
    DocumentTaking,
    PriceItem,
    TenderDocument,
)
from purchasing.tender.policies import Can

FIELDS = (
    "qualification", "scope", "submission", "contract_draft", "ceiling", "price_weight", "small_business_rate",
    "allows_consortium", "opening_place", "contact", "closes_at", "confirmations", "explanation",
)  # fmt: skip


def start_document(actor: Actor, procurement: Procurement) -> TenderDocument:
    """Begin the tender document with the frozen requirement, the price sheet and the conditions of the law.

    Returns the one that exists. Raises Forbidden for anybody but the procurement's agent while it is prepared.
    """
    with acting(actor) as act:
        locked = Procurement.objects.select_for_update(of=("self",)).get(pk=procurement.pk)
        if not allows(actor, ProcurementCan.PREPARE_DOCUMENT, locked):
            raise Forbidden(NOT_ALLOWED)
        existing = TenderDocument.objects.filter(procurement=locked).first()
        if existing is not None:
            return existing
        assert act.user is not None
        earlier = TenderDocument.objects.filter(procurement__retries=locked).first()
        values = _copied(earlier) if earlier else _prefilled(locked, act)
        document = TenderDocument.objects.create(procurement=locked, author=act.user, **values)
        rows: Iterable[Any] = earlier.price_items.all() if earlier else locked.plan_item.task_lines.all()
        PriceItem.objects.bulk_create(
            PriceItem(document=document, seq=seq, name=t.name, unit=t.unit, quantity=t.quantity)
            for seq, t in enumerate(rows, 1)
        )
        Criterion.objects.bulk_create(
            Criterion(
                document=document, seq=c.seq, name=c.name, points=c.points, objective=c.objective, standard=c.standard
            )
            for c in (earlier.criteria.all() if earlier else ())
        )
        act.record(document, "tender.begin")
        return document


def _copied(earlier: TenderDocument) -> dict[str, Any]:
    """The texts of the try before; closing time and self-check are given anew."""
    kept = [name for name in FIELDS if name not in ("closes_at", "confirmations", "explanation")]
    return {name: getattr(earlier, name) for name in (*kept, "score_step")}


def _prefilled(procurement: Procurement, act: Act) -> dict[str, Any]:
    """Article 22 of the procurement law, the frozen requirement's texts, the plan's figures and the day's rules."""
    requirement = requirement_of(procurement.plan_item)
    rules = statutes.several(("D-price-weight", "R-79-small-min", "D-score-step"), clock.day_of(act.at))
    act.rules.update(rules)
    reserved = procurement.plan_item.reservation == PlanItem.Reservation.WHOLE
    conditions = [{"code": f"L{n}", "text": text} for n, text in enumerate(CONDITIONS.values(), 1)]
    return {
        "qualification": conditions,
        "scope": "\n\n".join([requirement.technical, requirement.commercial, requirement.acceptance_terms])
        if requirement
        else procurement.plan_item.summary,
        "contract_draft": requirement.contract_terms if requirement else "",
        "ceiling": procurement.budget,
        "price_weight": rules["D-price-weight"].whole,
        "small_business_rate": Decimal(0) if reserved else rules["R-79-small-min"].value,
        "score_step": rules["D-score-step"].value,
        "contact": f"{procurement.agency.name} {procurement.agency.phone}".strip(),
    }


def edit_document(
    actor: Actor, document: TenderDocument, *, version: int, values: Mapping[str, Any],
    criteria: Iterable[Mapping[str, Any]] | None = None, price_items: Iterable[Mapping[str, Any]] | None = None,
) -> None:  # fmt: skip
    """Save the draft: `values` by field name, and the rows of criteria and price sheet when given.

    Raises Refused("stale-version", "over-budget"), Forbidden once the document has left the agent's hands.
    """
    with changing(
        actor, document, Can.EDIT_DOCUMENT, verb="tender.edit", version=version, under=document.procurement
    ) as (_act, row):
        for name in FIELDS:
            if name in values:
                setattr(row, name, values[name])
        if row.ceiling is not None and row.ceiling > row.procurement.budget:
            raise Refused(_over_budget(row.procurement))
        row.save()
        if criteria is not None:
            row.criteria.all().delete()
            Criterion.objects.bulk_create(Criterion(document=row, seq=n, **c) for n, c in enumerate(criteria, 1))
        if price_items is not None:
            row.price_items.all().delete()
            PriceItem.objects.bulk_create(PriceItem(document=row, seq=n, **p) for n, p in enumerate(price_items, 1))


def _over_budget(procurement: Procurement) -> Refusal:
    return Refusal(
        "over-budget",
        _("最高限价不得超过预算金额 %(budget)s 元。") % {"budget": f"{procurement.budget:,.2f}"},
        article="政府采购法实施条例 第三十条",
        field="ceiling",
    )


@PROCUREMENT.performs("prepare_document")
def prepare_document(procurement: Procurement, act: Act) -> None:
    """The agent's text is final: ceiling and closing time go to the procurement, the notice up for the secrecy check."""
    document = TenderDocument.objects.get(procurement=procurement)
    assert act.user is not None
    document.author, document.return_reason = act.user, ""
    document.save(update_fields=["author", "return_reason"])
    procurement.ceiling, procurement.closes_at = document.ceiling, document.closes_at
    draft_publication(
        act, procurement, Kind.NOTICE, title=_("%(title)s公开招标公告") % {"title": procurement.title},
        purchaser=procurement.purchaser, ocid=procurement.ocid, changed=True,
    )  # fmt: skip


@PROCUREMENT.performs("rework_document")
def rework_document(procurement: Procurement, act: Act, *, reason: str) -> None:
    """Back to the agent; the document can be edited again."""
    TenderDocument.objects.filter(procurement=procurement).update(return_reason=reason)


def start_clarification(
    actor: Actor,
    procurement: Procurement,
    *,
    text: str,
    affects_bids: bool = False,
    new_closes_at: datetime | None = None,
    form_key: str = "",
) -> Clarification:
    """Draft a clarification and put it up for the secrecy check. The same form pressed again gives the first draft again.

    Raises Refused("bids-closed", "form-used"), Forbidden.
    """
    with acting(actor) as act:
        locked = Procurement.objects.select_for_update(of=("self",)).get(pk=procurement.pk)
        rows = locked.clarifications.all()
        if key := answered(actor, form_key, CLARIFICATION.name, lambda row: rows.filter(pk=row.subject_pk).exists()):
            return rows.get(pk=key.subject_pk)
        if locked.state != State.RECEIVING:
            raise Refused(Refusal("bids-closed", _("本项目不在征集投标期内，不能澄清或更正采购文件。")))
        seq = locked.clarifications.count() + 1
        clarification = Clarification(
            procurement=locked,
            seq=seq,
            text=text,
            affects_bids=affects_bids,
            new_closes_at=new_closes_at,
            author=act.user,
        )
        act.begin(CLARIFICATION, clarification)
        if not allows(actor, Can.DRAFT_CLARIFICATION, clarification):
            raise Forbidden(NOT_ALLOWED)
        _put_up_clarification(act, clarification)
        keep(actor, form_key, flow=CLARIFICATION.name, transition="begin", subject_pk=clarification.pk, at=act.at)
        return clarification


def edit_clarification(
    actor: Actor, clarification: Clarification, *, version: int, text: str, affects_bids: bool = False,
    new_closes_at: datetime | None = None,
) -> None:  # fmt: skip
    """Save the draft; it goes up for the secrecy check again. Raises Refused("stale-version", "already-released")."""
    with changing(actor, clarification, Can.DRAFT_CLARIFICATION, verb="clarification.edit", version=version) as (
        act,
        row,
    ):
        if row.state != ClarificationState.DRAFT:
            raise Refused(Refusal("already-released", _("澄清已经发布，不能再修改。"), next_step=_("请另发一份澄清。")))
        row.text, row.affects_bids, row.new_closes_at = text, affects_bids, new_closes_at
        row.save(update_fields=["text", "affects_bids", "new_closes_at"])
        _put_up_clarification(act, row)


def _put_up_clarification(act: Act, clarification: Clarification) -> None:
    procurement = clarification.procurement
    draft_publication(
        act, clarification, Kind.CLARIFICATION,
        title=_("%(title)s第 %(seq)s 号澄清") % {"title": procurement.title, "seq": clarification.seq},
        purchaser=procurement.purchaser, ocid=procurement.ocid, changed=True,
    )  # fmt: skip


@CLARIFICATION.performs("release")
def release_clarification(clarification: Clarification, act: Act) -> None:
    """Public at once; the procurement is locked with it, so that no closing passes in between."""
    clarification.released_at = act.at
    act.perform_as_system(PROCUREMENT, clarification.procurement, "amend", closes_at=clarification.new_closes_at)
    release_publication(act, clarification, Kind.CLARIFICATION)


def take_document(actor: Actor, procurement: Procurement) -> DocumentTaking:
    """A supplier obtains the document, free of charge (R-29). Taking it again gives the first taking.

    Raises Refused("no-supplier", "documents-closed"), Forbidden for anybody but suppliers.
    """
    if not holds(actor, Can.TAKE_DOCUMENT):
        raise Forbidden(NOT_ALLOWED)
    with acting(actor) as act:
        supplier = supplier_of(actor)
        if supplier is None:
            raise Refused(
                Refusal("no-supplier", _("请先填写供应商资料。"), next_step=_("在“供应商资料”中登记后再获取。"))
            )
        existing = DocumentTaking.objects.filter(procurement=procurement, supplier=supplier).first()
        if existing is not None:
            return existing
        if refusal := _supply_refusal(act, Procurement.objects.get(pk=procurement.pk)):
            raise Refused(refusal)
        assert act.user is not None
        taking, new = DocumentTaking.objects.get_or_create(
            procurement=procurement, supplier=supplier, defaults={"user": act.user, "at": act.at}
        )
        if new:
            act.record(taking, "tender.take")
        return taking


def _supply_refusal(act: Act, procurement: Procurement) -> Refusal | None:
    until = procurement.documents_until
    if procurement.state == State.RECEIVING and until is not None and act.at < clock.end_of(until):
        return None
    ruling = act.rule("R-22", law_day(procurement))
    return Refusal(
        "documents-closed",
        _("招标文件的获取时间已过。") if until else _("本项目尚未开始提供招标文件。"),
        rule="R-22", article=ruling.cites, next_step=_("请关注后续公告。"),
    )  # fmt: skip

"""Writes of contracts: the draft from award and document, signatures, publication, filing, completion."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from contracts.contract.flow import CONTRACT
from contracts.contract.models import Contract, ContractFund, DeductionBand, Instalment
from contracts.contract.policies import Can
from contracts.contract.queries import Draft
from contracts.contract.reports import issue_contract, issue_public_contract
from contracts.contract.schedule import months_in, problem_with
from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.values import clock
from portal.values.refusal import Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.numbers import next_number
from portal.workflow.perform import acting, changing
from purchasing.award.models import Award
from purchasing.funding.actions import commit_holds, release_rest
from purchasing.plan.actions import follow
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Procurement
from purchasing.procurement.models import State as ProcurementState
from purchasing.publication.actions import draft_publication, release_publication
from purchasing.publication.models import Kind


def start_contract(actor: Actor, procurement: Procurement, draft: Draft) -> Contract:
    """Draft the contract of an award whose notice has been sent. Raises Refused, Forbidden."""
    with acting(actor) as act:
        locked = Procurement.objects.select_for_update(of=("self",)).get(pk=procurement.pk)
        if not allows(actor, Can.START_CONTRACT, locked):
            raise Forbidden(Refusal("not-allowed", _("您的岗位不能起草本项目的合同。")))
        if locked.state != ProcurementState.NOTICE_SENT:
            raise Refused(Refusal("notice-not-sent", _("中标通知书发出后才能起草合同。"), rule="R-61"))
        if Contract.objects.filter(procurement=locked).exists():
            raise Refused(Refusal("already-drafted", _("本项目的合同已经起草。")))
        award = Award.objects.select_related("supplier__organization").get(procurement=locked)
        year = clock.local(act.at).year
        assert act.user is not None
        contract = Contract(
            procurement=locked,
            award=award,
            supplier=award.supplier,
            number=f"景购合〔{year}〕{next_number('contract', year)}号",
            amount=award.amount,
            drafted_by=act.user,
            drafted_at=act.at,
        )
        _set(contract, draft)
        act.begin(CONTRACT, contract)
        _set_rows(contract, draft)
        act.renew_inbox(PROCUREMENT, locked)
        return contract


def edit_contract(actor: Actor, contract: Contract, draft: Draft, version: int) -> None:
    """Change the draft. Raises Refused("stale-version") when somebody saved in between."""
    with changing(actor, contract, Can.EDIT_CONTRACT, verb="contract.edit", version=version) as (_act, locked):
        _set(locked, draft)
        locked.save()
        _set_rows(locked, draft)


def mark_secrets(actor: Actor, contract: Contract, secrets: Sequence[dict[str, str]], version: int) -> None:
    """Say what the public text leaves out, and why; a text already checked is checked again (IR art. 50).

    Raises Refused when a secret is not in the text, or ("stale-version") when somebody saved in between.
    """
    with changing(actor, contract, Can.MARK_SECRETS, verb="contract.mark_secrets", version=version) as (act, locked):
        locked.business_secrets = _secrets(locked.terms, secrets)
        locked.save(update_fields=["business_secrets"])
        if locked.signed_at:
            _draft_publication(act, locked, changed=True)


@CONTRACT.performs("review")
def review(contract: Contract, act: Act) -> None:
    """A second person has compared the text with document and offer (SD2)."""
    contract.reason = ""


@CONTRACT.performs("check")
def check(contract: Contract, act: Act) -> None:
    """Counsel has checked the text."""


@CONTRACT.performs("send_back")
def send_back(contract: Contract, act: Act, *, reason: str) -> None:
    contract.reason = reason
    contract.supplier_signed_at = contract.supplier_signer = None
    act.remark = reason


@CONTRACT.performs("call_off")
def call_off(contract: Contract, act: Act) -> None:
    """The procurement ended before both had signed (实施条例 第四十九条)."""


def call_off_unsigned(act: Act, procurement_pk: str) -> None:
    """A text that nobody will sign any more waits for nobody; a second time changes nothing."""
    open_states = CONTRACT.transitions["call_off"].source
    for contract in Contract.objects.filter(procurement__pk=procurement_pk, state__in=open_states):
        act.perform_as_system(CONTRACT, contract, "call_off")


@CONTRACT.performs("sign_for_supplier")
def sign_for_supplier(contract: Contract, act: Act) -> None:
    contract.supplier_signed_at, contract.supplier_signer = act.at, act.user


@CONTRACT.performs("sign")
def sign(contract: Contract, act: Act) -> None:
    """The contract stands: holds fall to its amount and the procurement is contracted."""
    contract.signed_at, contract.signer = act.at, act.user
    shares = commit_holds(act, contract.procurement.plan_item, contract.amount)
    ContractFund.objects.bulk_create(
        ContractFund(contract=contract, hold=hold, amount=amount) for hold, amount in shares.items()
    )
    act.perform_as_system(PROCUREMENT, contract.procurement, "contract")
    issue_contract(contract, act)
    _draft_publication(act, contract)


def _draft_publication(act: Act, contract: Contract, *, changed: bool = False) -> None:
    procurement = contract.procurement
    draft_publication(
        act,
        contract,
        Kind.CONTRACT,
        title=_("%(title)s公告") % {"title": contract.title},
        purchaser=procurement.purchaser,
        ocid=procurement.ocid,
        author=contract.drafted_by,
        changed=changed,
    )


@CONTRACT.performs("publish")
def publish(contract: Contract, act: Act) -> None:
    contract.published_at = act.at
    issue_public_contract(contract, act)
    release_publication(act, contract, Kind.CONTRACT)


@CONTRACT.performs("file")
def file(contract: Contract, act: Act) -> None:
    contract.filed_at = act.at


@CONTRACT.performs("complete")
def complete(contract: Contract, act: Act) -> None:
    """Everything is accepted and paid; what was deducted goes back to the lines."""
    contract.completed_at = act.at
    release_rest(act, contract.procurement.plan_item)
    follow(act, contract.procurement.plan_item, "complete")


@PROCUREMENT.performs("contract")
def contract_procurement(procurement: Procurement, act: Act, **data: Any) -> None:
    """The procurement has its contract, and so has the plan item."""
    follow(act, procurement.plan_item, "contract")


def _set(contract: Contract, draft: Draft) -> None:
    if draft.ends_on < draft.starts_on:
        raise Refused(Refusal("dates-out-of-order", _("服务结束日不能早于开始日。"), field="ends_on"))
    contract.instalments = _count_of_parts(draft, contract.amount)
    contract.title = draft.title
    contract.starts_on, contract.ends_on = draft.starts_on, draft.ends_on
    contract.terms = list(draft.terms)
    contract.business_secrets = _secrets(draft.terms, draft.business_secrets)
    contract.payee_bank, contract.payee_account = draft.payee_bank, draft.payee_account


def _count_of_parts(draft: Draft, total: Decimal) -> int:
    """In how many parts the contract is paid: by its plan, else as many equal ones as the drafter says."""
    if draft.parts:
        if refusal := problem_with(draft.parts, draft.starts_on, draft.ends_on, total):
            raise Refused(refusal)
        return len(draft.parts)
    months = months_in(draft.starts_on, draft.ends_on)
    if not 1 <= draft.instalments <= months:
        raise Refused(
            Refusal(
                "too-many-instalments",
                _("付款期数应在 1 到服务期月数 %(months)s 之间。") % {"months": months},
                field="instalments",
            )
        )
    return draft.instalments


def _secrets(terms: Sequence[dict[str, str]], secrets: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The secrets as given, each of which must stand in a clause and have its reason."""
    for secret in secrets:
        if not secret["text"] or not any(secret["text"] in clause["text"] for clause in terms):
            raise Refused(
                Refusal(
                    "secret-not-in-text",
                    _("合同条款里没有“%(text)s”，无法遮盖。") % {"text": secret["text"][:40]},
                    next_step=_("请从条款中原样复制需要遮盖的文字。"),
                )
            )
        if not secret["reason"].strip():
            raise Refused(
                Refusal(
                    "reason-missing",
                    _("不公开“%(text)s”应说明理由。") % {"text": secret["text"][:40]},
                    article="政府采购法实施条例 第五十条",
                )
            )
    return list(secrets)


def _set_rows(contract: Contract, draft: Draft) -> None:
    """The contract's deduction table and payment plan are those of the draft."""
    contract.bands.all().delete()
    DeductionBand.objects.bulk_create(
        DeductionBand(contract=contract, min_score=low, pay_rate=rate) for low, rate in draft.bands
    )
    contract.parts.all().delete()
    Instalment.objects.bulk_create(
        Instalment(contract=contract, period=number, subject=part.subject, ends_on=part.ends_on, amount=part.amount)
        for number, part in enumerate(draft.parts, start=1)
    )

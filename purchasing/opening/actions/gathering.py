"""Writes of the opening: waiting, two parts, release, and the ends; with the bodies of the procurement's moves around it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.outbox.wake import wake
from portal.values import clock
from portal.values.refusal import Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.formkeys import answered, keep, step
from portal.workflow.perform import acting
from purchasing.bid.actions import close_bids, return_bids
from purchasing.bid.guards import too_few_bids
from purchasing.bid.keys import make_procurement_key
from purchasing.bid.queries import holder_of
from purchasing.bid.sealing import SealBroken, WrongPassphrase, typed_passphrase
from purchasing.opening.flow import OPENING
from purchasing.opening.guards import bids_are_closed
from purchasing.opening.models import KeyPart, Opening, State
from purchasing.opening.parts import restored_key, shares_of
from purchasing.opening.queries import PARTS_NEEDED, opening_of
from purchasing.plan.actions import follow
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.methods import rules_of
from purchasing.procurement.models import Procurement

OPEN_TASK = "purchasing.opening.tasks.open_released"


@PROCUREMENT.performs("start_receiving")
def start_receiving(procurement: Procurement, act: Act) -> None:
    """In the act of the announcement: the key pair that bids are sealed to, and the opening that waits for the closing."""
    make_procurement_key(act, procurement)
    act.begin(OPENING, Opening(procurement=procurement))


@PROCUREMENT.performs("close")
def close(procurement: Procurement, act: Act) -> None:
    """Seal what was submitted. With enough bids, the holders are called; with fewer, the sweep ends the procurement."""
    procurement.closed_at = act.at
    close_bids(act, procurement)
    opening = opening_of(procurement)
    if opening is not None and too_few_bids(procurement, act) is not None:
        act.perform_as_system(OPENING, opening, "gather")


@PROCUREMENT.performs("fail_insufficient")
def fail_insufficient(procurement: Procurement, act: Act) -> None:
    """Nothing is decrypted; every bid goes back unopened (财政部令第87号 第四十三条)."""
    minimum = act.rule(rules_of(procurement.method).minimum_bidders, clock.day_of(procurement.closed_at or act.at))
    procurement.end_reason = str(_("投标截止时投标人不足 %(minimum)s 家，不予开标。") % {"minimum": minimum.whole})
    follow(act, procurement.plan_item, "fall_back")
    call_off(act, procurement)


def call_off(act: Act, procurement: Procurement) -> None:
    """The procurement ended before its opening: bids go back unopened and whatever was given of the key is wiped."""
    return_bids(act, procurement)
    opening = opening_of(procurement)
    if opening is not None and opening.state not in (State.DONE, State.CANCELLED):
        act.perform_as_system(OPENING, opening, "cancel")


def give_key_part(
    opening: Opening,
    passphrase: str,
    *,
    actor: Actor,
    session_hash: str,
    form_key: str = "",
) -> Opening:
    """Take a holder's part; with the second one the key is released and a worker is woken.

    Raises Refused: before the closing (and then the passphrase is not even read), for a wrong passphrase, for a second
    part by the same person or out of the same session.
    """
    with acting(actor, data={"passphrase": passphrase, "session_hash": session_hash}) as act:
        Procurement.objects.select_for_update(of=("self",)).get(pk=opening.procurement_id)
        locked = Opening.objects.select_for_update(of=("self",)).select_related("procurement").get(pk=opening.pk)
        if answered(actor, form_key, OPENING.name, step("give_part", locked.pk)):
            return locked
        if too_early := bids_are_closed(locked, act):
            raise Refused(too_early)
        act.perform(OPENING, locked, "give_part", passphrase=passphrase, session_hash=session_hash)
        keep(actor, form_key, flow=OPENING.name, transition="give_part", subject_pk=locked.pk, at=act.at)
        parts = list(locked.parts.all())
        if len(parts) == PARTS_NEEDED:
            act.perform_as_system(OPENING, locked, "release_key", key=_key_of(locked, parts))
        return locked


def _key_of(opening: Opening, parts: list[KeyPart]) -> bytes:
    try:
        return restored_key(opening, parts)
    except SealBroken as broken:
        raise Refused(
            Refusal(
                "key-does-not-fit",
                _("两份密钥份额不能合成本项目的密钥，本次提交没有保存。"),
                next_step=_("请由另外两位密钥持有人开标，并通知监督机关。"),
            )
        ) from broken


@OPENING.performs("gather")
def gather(opening: Opening, act: Act) -> None:
    """Bids are closed and there are enough of them."""


@OPENING.performs("give_part")
def give_part(opening: Opening, act: Act, *, passphrase: str, session_hash: str) -> None:
    """Unlock the holder's shares and keep them until the release."""
    holder = holder_of(act.actor)
    assert holder is not None, "the guard actor_is_a_holder has let someone through"
    if not session_hash or opening.parts.filter(session_hash=session_hash).exists():
        raise Refused(
            Refusal(
                "session-not-own",
                _("两位密钥持有人须各自登录、在各自的会话中提交。"),
                rule="SD9",
                next_step=_("请在自己的设备上用自己的账号登录后提交。"),
            )
        )
    try:
        share = shares_of(opening, holder, typed_passphrase(passphrase))
    except WrongPassphrase as wrong:
        raise Refused(
            Refusal("wrong-passphrase", _("口令不正确，请核对登记时打印或抄写的口令。"), field="passphrase")
        ) from wrong
    KeyPart.objects.create(opening=opening, holder=holder, share=share, session_hash=session_hash, at=act.at)


@OPENING.performs("release_key")
def release_key(opening: Opening, act: Act, *, key: bytes) -> None:
    """From here the row says that a worker has to open; the task that wakes it carries nothing."""
    opening.released_key, opening.released_at, opening.lease_until = key, act.at, None
    transaction.on_commit(lambda: wake(OPEN_TASK))


@OPENING.performs("cancel")
def cancel(opening: Opening, act: Act) -> None:
    wipe(opening, act)


def wipe(opening: Opening, act: Act) -> None:
    """Forget key and parts, in the transaction that ends the opening."""
    opening.released_key, opening.lease_until, opening.wiped_at = None, None, act.at
    opening.parts.update(share=None)

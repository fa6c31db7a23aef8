"""Writes of keys: a holder enrols once; a procurement gets a pair of its own, its private half split for each two holders."""

from __future__ import annotations

from itertools import combinations

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import holds
from portal.accounts.models import Membership
from portal.values import clock
from portal.values.refusal import Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.inbox import renew_where
from portal.workflow.perform import acting
from purchasing.bid import sealing
from purchasing.bid.flow import ENROLMENTS
from purchasing.bid.models import KeyHolder, KeyWrap, ProcurementKey
from purchasing.bid.policies import Can, capacity_of
from purchasing.bid.queries import holder_of, holders_for
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Procurement


def enrol(actor: Actor) -> tuple[KeyHolder, str]:
    """Make the person's key pair; returns it with the passphrase, which is kept nowhere and shown this once.

    Raises Refused("already-enrolled"): a second pair would leave procurements that nobody can open.
    """
    if actor.membership is None or not holds(actor, Can.ENROL_KEY):
        raise Forbidden(Refusal("not-allowed", _("您的岗位不持有开标密钥。")))
    passphrase, pair = sealing.new_passphrase(), sealing.new_pair()
    try:
        with acting(actor) as act:
            if holder_of(actor) is not None:
                raise Refused(already_enrolled())
            holder = KeyHolder.objects.create(
                membership=actor.membership,
                capacity=capacity_of(actor.membership),
                public_key=pair.public,
                wrapped_private_key=sealing.lock_private(
                    pair.private, passphrase, context=holder_context(actor.membership)
                ),
                enrolled_at=act.at,
            )
            act.record(holder, "key.enrol")
            renew_where(PROCUREMENT, ENROLMENTS, act)
    except IntegrityError as error:
        raise Refused(already_enrolled()) from error
    return holder, passphrase


def already_enrolled() -> Refusal:
    return Refusal(
        "already-enrolled",
        _("您已登记过开标密钥，口令只在登记时显示一次。"),
        next_step=_("口令遗失时，由另外两位密钥持有人开标。"),
    )


def make_procurement_key(act: Act, procurement: Procurement) -> ProcurementKey:
    """A fresh pair; the private half leaves this function only wrapped, for each two of the three holders."""
    holders = holders_for(procurement, clock.day_of(act.at))
    assert not holders.missing(), "the announcement lacks the guard three_key_holders_are_enrolled"
    pair = sealing.new_pair()
    key = ProcurementKey.objects.create(
        procurement=procurement, suite=sealing.SUITE, public_key=pair.public, made_at=act.at
    )
    key.holders.set(holders.all())
    for first, second in combinations(holders.all(), 2):
        split = sealing.split_private(
            pair.private,
            bytes(first.public_key),
            bytes(second.public_key),
            context=wrap_context(procurement, first, second),
        )
        KeyWrap.objects.create(
            key=key,
            first=first,
            second=second,
            share_for_first=split.share_for_first,
            share_for_second=split.share_for_second,
            sealed_private_key=split.sealed_private_key,
        )
    return key


def holder_context(membership: Membership) -> bytes:
    return sealing.context_of(holder=membership.pk)


def wrap_context(procurement: Procurement, first: KeyHolder, second: KeyHolder) -> bytes:
    return sealing.context_of(ocid=procurement.ocid, first=first.pk, second=second.pk)

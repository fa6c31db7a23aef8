"""Key parts: a holder's shares, unlocked by passphrase, and the private half that two holders' shares restore."""

from __future__ import annotations

import json

from django.db.models import Q

from purchasing.bid import sealing
from purchasing.bid.keys import holder_context, wrap_context
from purchasing.bid.models import KeyHolder, KeyWrap
from purchasing.opening.models import KeyPart, Opening


def shares_of(opening: Opening, holder: KeyHolder, passphrase: str) -> bytes:
    """The holder's shares of every pair they belong to, as stored in a part. Raises WrongPassphrase.

    Alone they are random bytes: each pair's key is the XOR of two shares.
    """
    private = sealing.unlock_private(
        bytes(holder.wrapped_private_key), passphrase, context=holder_context(holder.membership)
    )
    wraps = KeyWrap.objects.filter(Q(first=holder) | Q(second=holder), key__procurement=opening.procurement_id)
    shares = {}
    for wrap in wraps.select_related("first", "second"):
        context = wrap_context(opening.procurement, wrap.first, wrap.second)
        share = wrap.share_for_first if wrap.first_id == holder.pk else wrap.share_for_second
        shares[str(wrap.pk)] = sealing.open_share(private, bytes(share), context=context).hex()
    return json.dumps(shares).encode()


def restored_key(opening: Opening, parts: list[KeyPart]) -> bytes:
    """The procurement's private half from the parts of two holders. Raises SealBroken."""
    holders = [part.holder_id for part in parts]
    wrap = KeyWrap.objects.select_related("first", "second").get(
        key__procurement=opening.procurement_id, first__in=holders, second__in=holders
    )
    by_holder = {part.holder_id: json.loads(bytes(part.share or b"{}")) for part in parts}
    first, second = (bytes.fromhex(by_holder[pk].get(str(wrap.pk), "")) for pk in (wrap.first_id, wrap.second_id))
    private = sealing.combine(
        first,
        second,
        bytes(wrap.sealed_private_key),
        context=wrap_context(opening.procurement, wrap.first, wrap.second),
    )
    if sealing.public_of(private) != bytes(wrap.key.public_key):
        raise sealing.SealBroken("not this procurement's key")
    return private

"""Story steps of the opening: the clock closes, two holders give their parts, the worker opens."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from portal.accounts.actor import SYSTEM
from portal.demo.cast import Cast
from portal.workflow.perform import perform
from purchasing.opening.actions import give_key_part, open_all_released
from purchasing.opening.models import Opening
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Procurement


def close(procurement: Procurement) -> None:
    """As the sweep does at the closing time."""
    perform(PROCUREMENT, procurement, "close", actor=SYSTEM)


def give_part(cast: Cast, procurement: Procurement, login: str, passphrase: str) -> Opening:
    """One holder gives a part, in a session of their own."""
    session = hashlib.sha256(f"story:{procurement.ocid}:{login}".encode()).hexdigest()
    opening = Opening.objects.get(procurement=procurement)
    return give_key_part(opening, passphrase, actor=cast[login], session_hash=session)


def open_with(cast: Cast, procurement: Procurement, passphrases: Mapping[str, str], logins: tuple[str, str]) -> Opening:
    """Two holders give their parts, and the bids are opened as the worker does it."""
    for login in logins:
        give_part(cast, procurement, login, passphrases[login])
    open_all_released()
    procurement.refresh_from_db()
    return Opening.objects.get(procurement=procurement)

"""Under which article something is public, in words: a rule's code means nothing to a reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from portal.statutes.queries import citations


def bases(rules: Iterable[str], day: date) -> dict[str, str]:
    """Each rule as it reads on a day; one that is no code, an article or a policy of the portal, as it is."""
    named = set(rules)
    return {rule: rule for rule in named} | citations(named - {""}, day)

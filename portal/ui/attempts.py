"""How often one network address may try something in a while. Only the address's hash is kept, for that long."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from portal.ui.errors import too_many


@dataclass(frozen=True)
class Attempts:
    """At most `allowed` of `what` from one address within `seconds` of the first."""

    what: str
    allowed: int
    seconds: int

    def count(self, request: HttpRequest) -> bool:
        """Count one more; whether it is still allowed."""
        key = self._key(request)
        cache.add(key, 0, self.seconds)
        try:
            return bool(cache.incr(key) <= self.allowed)
        except ValueError:  # the time ran out between the two lines
            return True

    def are_spent(self, request: HttpRequest) -> bool:
        """Whether the next one would be too many; counts nothing."""
        return bool(cache.get(self._key(request), 0) >= self.allowed)

    def refuse(self, request: HttpRequest) -> HttpResponse:
        """429 with the time to wait."""
        return too_many(request, seconds=self.seconds)

    def _key(self, request: HttpRequest) -> str:
        address = hashlib.sha256(str(request.META.get("REMOTE_ADDR", "")).encode()).hexdigest()[:32]
        return f"attempts:{self.what}:{address}"

"""The opening's part on the page of a procurement: its state and the way to its page, for whoever may read it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.capability import allows
from purchasing.opening.policies import Can
from purchasing.procurement.models import Procurement
from purchasing.procurement.panels import Part, panel


@panel(40, joins=("opening",), rights=(("opening", Can.READ_OPENING),))
def opening_part(request: HttpRequest, procurement: Procurement) -> Part | None:
    opening = getattr(procurement, "opening", None)
    if opening is None or not allows(actor_of(request), Can.READ_OPENING, opening):
        return None
    return {
        "title": _("开标"),
        "template": "purchasing/opening/_part.html",
        "context": {"opening": opening},
        "href": opening.get_absolute_url(),
        "link": _("进入开标"),
    }

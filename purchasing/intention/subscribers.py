"""Who is told of an intention."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import subscribe
from portal.outbox.models import Event
from purchasing.intention.models import Intention


@subscribe("intention.begun", effect=_("本单位另一位经办会收到保密审查的通知。"))
def tell_checker(event: Event) -> None:
    intention = Intention.objects.select_related("plan_item__plan__purchaser").get(pk=event.subject_pk)
    tell(
        event=event,
        title=_("采购意向待保密审查：%(title)s") % {"title": intention.title},
        url=intention.get_absolute_url(),
        memberships=[(intention.plan_item.plan.purchaser.organization_id, Role.PURCHASER_CLERK)],
    )


@subscribe("intention.release", effect=_("采购意向公开，法定的公开期从今天算起；经办会收到通知。"))
def tell_released(event: Event) -> None:
    intention = Intention.objects.select_related("author").get(pk=event.subject_pk)
    tell(
        event=event,
        title=_("采购意向已公开：%(title)s") % {"title": intention.title},
        url=intention.get_absolute_url(),
        users=[intention.author],
    )

"""What becomes public at which event. First of all subscribers, so that others can link to what they announce."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.utils.translation import gettext_lazy as _

from disclosure.exposure import tendering
from disclosure.item.actions import correct, publish
from disclosure.item.queries import current
from portal.outbox import Event, registry, subscribe
from purchasing.models import Clarification, Procurement, Publication
from purchasing.publication.models import Kind
from purchasing.publication.queries import subject_of


@subscribe("publication.release", effect=_("在公开网站发布，任何人无需登录即可查看和下载。"), priority=registry.FIRST)
def publish_release(event: Event) -> None:
    """A text released once more is a correction of what stands, and so is a notice whose closing a clarification moves."""
    publication = cast(Publication, event.subject)
    subject, at = subject_of(publication), publication.released_at or event.at
    item = publish(publication.kind, subject, at=at, title=publication.title, publication=publication)
    if item.published_at < at:
        correct(item, at=at, title=publication.title, publication=publication)
    if publication.kind == Kind.CLARIFICATION:
        _move_closing(cast(Clarification, subject), at)


def _move_closing(clarification: Clarification, at: datetime) -> None:
    notice = current(Kind.NOTICE, clarification.procurement)
    if clarification.new_closes_at and notice is not None and notice.published_at < at:
        correct(notice, at=at)


@subscribe("procurement.close", effect=_("公开已封存投标的指纹，不含投标人名称和内容。"), priority=registry.FIRST)
def publish_fingerprints(event: Event) -> None:
    publish(tendering.CLOSING, cast(Procurement, event.subject), at=event.at)


@subscribe(
    "procurement.fail_insufficient",
    "procurement.void",
    "procurement.terminate",
    effect=_("公开采购活动已经终止这一事实；终止公告经保密审查后发布。"),
    priority=registry.FIRST,
)
def publish_ending(event: Event) -> None:
    """Only of what had been announced: a purchase that nobody heard of ends in silence."""
    procurement = cast(Procurement, event.subject)
    if procurement.announced_at is not None:
        publish(tendering.ENDING, procurement, at=event.at)

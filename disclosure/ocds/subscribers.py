"""Each published item becomes a release of its process."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from disclosure.item.models import DisclosureItem
from disclosure.ocds.actions import release
from portal.outbox import Event, subscribe


class NotYetPublic(LookupError):
    """The item is published by a subscriber of its own; until then the delivery is tried again."""


@subscribe("publication.release", effect=_("以 OCDS 开放数据发布。"))
def release_publication(event: Event) -> None:
    item = DisclosureItem.objects.filter(publication_id=event.subject_pk).order_by("version").first()
    if item is None:
        raise NotYetPublic(event.subject_pk)
    release(item)


@subscribe("procurement.fail_insufficient", "procurement.void", "procurement.terminate", effect="")
def release_ending(event: Event) -> None:
    """Only what had been announced has a tender to cancel."""
    item = DisclosureItem.objects.filter(
        kind="ending", subject_label=event.subject_label, subject_pk=event.subject_pk, version=1
    ).first()
    if item is not None:
        release(item)

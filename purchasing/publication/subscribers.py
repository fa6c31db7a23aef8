"""Who is told of a text's way to the public."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notify import tell
from portal.outbox import Event, subscribe
from purchasing.publication.models import Publication


@subscribe("publication.recheck", effect=gettext_lazy("告知起草人：内容已修改，须重新审查。"))
def tell_of_recheck(event: Event) -> None:
    publication = cast(Publication, event.subject)
    tell(
        event=event,
        title=_("公开稿“%(title)s”的内容在审查后已修改") % {"title": publication.title},
        body=_("已退回保密审查；请本单位另一位经办按新内容审查。"),
        url=publication.get_absolute_url(),
        users=[publication.author] if publication.author else [],
    )


@subscribe("publication.send_back", effect=gettext_lazy("理由通知起草人。"))
def tell_author(event: Event) -> None:
    publication = cast(Publication, event.subject)
    tell(
        event=event,
        title=_("公开稿“%(title)s”被保密审查退回") % {"title": publication.title},
        body=publication.reason,
        url=publication.get_absolute_url(),
        users=[publication.author] if publication.author else [],
    )

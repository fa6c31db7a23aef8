"""One view serves every stored file; who may read it is asked of the aggregate it belongs to."""

from __future__ import annotations

import logging
from itertools import chain

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.actor import actor_of
from portal.files.access import may_read
from portal.files.models import StoredFile
from portal.files.storage import Tampered, read_checked
from portal.ui.access import public

logger = logging.getLogger("portal.access")


@public
@require_safe
def download(request: HttpRequest, key: str) -> HttpResponseBase:
    """The file as an attachment; 404 outside the reader's scope or when it is not what was stored, both logged."""
    stored = StoredFile.objects.filter(key=key).first()
    if stored is None or not may_read(actor_of(request), stored):
        logger.warning("access denied: user=%s file=%s", request.user.pk, stored.pk if stored else "none")
        raise Http404(_("没有找到，或不在您的办理范围内。"))
    return file_response(stored)


def file_response(stored: StoredFile) -> StreamingHttpResponse:
    """Attachment, no sniffing, no script, no shared cache unless public. Raises Http404 when the file is damaged."""
    chunks = read_checked(stored)
    try:
        first = next(chunks, b"")
    except Tampered as damage:
        raise Http404(_("文件已损坏，系统管理员已收到通知，请稍后再试。")) from damage
    return StreamingHttpResponse(
        chain([first], chunks),
        content_type=stored.content_type,
        headers={
            "Content-Length": str(stored.size),
            "Content-Disposition": content_disposition_header(True, stored.name),
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "public, max-age=300" if stored.is_public else "private, no-store",
            "ETag": f'"{stored.sha256}"',
        },
    )

"""The dossier's time line as CSV and its time limits as a calendar."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from disclosure.dossier.limits import Limit
from disclosure.dossier.subject import Subject
from portal.ui.listing.export import neutral
from portal.values import clock

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def timeline_csv(subject: Subject) -> str:
    """One line for each published thing, oldest first; with a mark so that spreadsheets read UTF-8."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([_("发布时间"), _("种类"), _("标题"), _("地址"), "SHA-256"])
    for item in [*([subject.plan] if subject.plan else []), *subject.items]:
        at = clock.local(item.published_at).strftime("%Y-%m-%d %H:%M:%S")
        address = f"{settings.PUBLIC_BASE_URL}{item.get_absolute_url()}"
        rows.writerow([at, str(item.get_kind_display()), neutral(item.title), address, item.sha256])
    return "\ufeff" + out.getvalue()


def calendar(subject: Subject, limits: list[Limit], now: datetime) -> str:
    """The limits as all-day events (RFC 5545): CRLF, text escaped, lines folded at 75 bytes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//sunlit-procurement//dossier//ZH", "CALSCALE:GREGORIAN"]
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for number, limit in enumerate(limits):
        end = limit.due_on + timedelta(days=1)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{subject.ocid}-{number}-{limit.due_on:%Y%m%d}@dossier",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{limit.due_on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{end:%Y%m%d}",
            f"SUMMARY:{escaped(f'{limit.label}：{subject.plan_item.title}')}",
            f"DESCRIPTION:{escaped(limit.cites)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """Backslash, semicolon, comma and line ends as RFC 5545 §3.3.11 writes them; other control characters go."""
    text = _CONTROL.sub("", text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def folded(line: str) -> str:
    """Fold after at most 75 bytes, never inside a character; continuation lines begin with a space."""
    pieces, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > 75:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += width
    return "\r\n".join(pieces)

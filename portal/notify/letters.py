"""Writing an e-mail: salutation, what happened, where to look, how to stop."""

from __future__ import annotations

from email.utils import format_datetime
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.notify.models import Mail
from portal.values import clock


def letter(mail: Mail) -> EmailMessage:
    """The message as it goes out, dated by the portal's clock. Raises ValueError for an impossible address."""
    notification = mail.notification
    with override("zh-hans"):
        subject = _("【阳光购服】%(title)s") % {"title": notification.title}
    if not mail.address.isascii():
        raise ValueError("an address with letters that mail servers do not take")
    return EmailMessage(
        subject=subject,
        body=text_of(mail),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.address],
        headers={
            "Message-ID": mail.message_id,
            "Date": format_datetime(clock.local(clock.now())),
            "Auto-Submitted": "auto-generated",
        },
    )


def text_of(mail: Mail) -> str:
    notification = mail.notification
    with override("zh-hans"):
        return render_to_string(
            "notify/mail.txt",
            {
                "name": notification.recipient.display_name,
                "notification": notification,
                "link": urljoin(settings.PUBLIC_BASE_URL, notification.url or "/notifications/"),
                "settings_link": urljoin(settings.PUBLIC_BASE_URL, "/notifications/"),
            },
        )

"""What a person was told, and the e-mail that carries it to them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notification(models.Model):
    """One message to one person. `key` names the matter: the same matter is told to a person once.

    Its address is random: a running number would tell its reader how much others are told, such as of their bids.
    """

    reference = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications")
    event = models.ForeignKey("outbox.Event", models.PROTECT, null=True, related_name="notifications")
    key = models.CharField(max_length=160)
    kind = models.CharField(max_length=80)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("内容"), blank=True)
    url = models.CharField(_("链接"), max_length=300, blank=True)
    at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("已读时间"), null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="told_once")]
        indexes = [
            models.Index(fields=["recipient", "-at", "-id"], name="notification_by_person"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return self.title


class Mail(models.Model):
    """The e-mail of one notification. See `portal.notify.mailer` for what each state promises."""

    class State(models.TextChoices):
        QUEUED = "queued", _("待发送")
        SENDING = "sending", _("发送中")
        HANDED = "handed", _("已交付待回执")
        SENT = "sent", _("已发送")
        UNCERTAIN = "uncertain", _("结果不明")
        DEAD = "dead", _("未能送达")

    notification = models.OneToOneField(Notification, models.PROTECT, related_name="mail")
    address = models.EmailField(_("邮箱"), max_length=254)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending", "handed", "sent", "uncertain", "dead"]),
                name="mail_state_known",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=["queued", "sending", "handed"]), name="mail_open"),
            models.Index(fields=["id"], condition=Q(state__in=["uncertain", "dead"]), name="mail_undelivered"),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_state_display()}"


class MailOptOut(models.Model):
    """A person who wants messages in the portal only."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mail_opt_out")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)

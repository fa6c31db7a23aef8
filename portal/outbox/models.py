"""Events that happened, and for each event and subscriber exactly one delivery."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """A past fact, written in the transaction of its act. `at` is the act's time; the payload carries small ids only."""

    name = models.CharField(max_length=80)
    subject_label = models.CharField(max_length=80)
    subject_pk = models.CharField(max_length=64)
    root = models.CharField(max_length=200)
    payload = models.JSONField()
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    relayed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(relayed=False), name="event_not_relayed"),
            models.Index(fields=["root", "id"], name="event_by_root"),
            models.Index(fields=["subject_label", "subject_pk"], name="event_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_label}:{self.subject_pk}"

    @property
    def subject(self) -> models.Model:
        """The row the event is about, as it is now. Raises DoesNotExist if it is gone."""
        found: models.Model = apps.get_model(self.subject_label)._default_manager.get(pk=self.subject_pk)
        return found


class Delivery(models.Model):
    """One event for one subscriber. `attempts` counts starts, so that work which kills its worker ends as dead."""

    class State(models.TextChoices):
        PENDING = "pending", _("待处理")
        LEASED = "leased", _("处理中")
        DONE = "done", _("已完成")
        DEAD = "dead", _("多次失败")

    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    subscriber = models.CharField(max_length=160)
    priority = models.SmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "subscriber"], name="delivery_once_a_subscriber"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "leased", "done", "dead"]), name="delivery_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "event"], condition=Q(state__in=["pending", "leased"]), name="delivery_open"
            ),
            models.Index(fields=["id"], condition=Q(state="dead"), name="delivery_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.subscriber}"

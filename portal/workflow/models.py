"""The engine's own tables: what waits for whom, what is due when, and which form was already answered."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from portal.accounts.roles import Role
from portal.values import clock


class InboxItem(models.Model):
    """A transition or a task of one object that waits for a role in an organisation, or for one person."""

    flow = models.CharField(max_length=40)
    subject_label = models.CharField(max_length=60)
    subject_pk = models.CharField(max_length=40)
    transition = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    role = models.CharField(max_length=2, choices=Role)
    organization = models.ForeignKey("accounts.Organization", models.CASCADE, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    excluded = ArrayField(models.BigIntegerField(), default=list)
    waiting_since = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    opens_on = models.DateField(null=True, blank=True)  # shown from this day on; None: at once
    sort_on = models.DateField(default=date.max)  # due_on, or the end of time: what has no limit comes last

    class Meta:
        indexes = [
            models.Index(fields=["role", "organization", "sort_on", "waiting_since", "id"], name="inbox_by_holder"),
            models.Index(fields=["subject_label", "subject_pk"], name="inbox_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.flow}.{self.transition} {self.subject_pk}"


class DueDate(models.Model):
    """A time limit that runs for an object, when it ends by law, and when it was met."""

    flow = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    subject_label = models.CharField(max_length=60)
    subject_pk = models.CharField(max_length=40)
    root = models.CharField(max_length=80)
    rule = models.CharField(max_length=40)
    cites = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    starts_on = models.DateField(null=True)  # the day it is counted from, whose rule holds; unknown for the oldest rows
    due_on = models.DateField()
    provisional = models.BooleanField(default=False)
    met_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["flow", "name", "subject_label", "subject_pk", "started_at"], name="due_date_once"
            ),
        ]
        indexes = [
            models.Index(fields=["root"], name="due_by_root"),
            models.Index(fields=["due_on"], condition=Q(met_at__isnull=True), name="due_open"),
        ]

    def __str__(self) -> str:
        return f"{self.flow}.{self.name} {self.subject_pk}: {self.due_on}"

    @property
    def met_on(self) -> date | None:
        """The day in Beijing on which it was met; None while it is open."""
        return clock.day_of(self.met_at) if self.met_at else None


class FormKey(models.Model):
    """The result of a form already answered, so that a second press gets the first result again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    flow = models.CharField(max_length=40)
    transition = models.CharField(max_length=40)
    subject_pk = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="form_key_once")]

    def __str__(self) -> str:
        return self.key


class NumberSeries(models.Model):
    """The last number given in a series and year; its row is locked, so that numbers have no gaps."""

    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class Attendance(models.Model):
    """Which draft of a kind a person has open, as of the last sign of its page; one row each, so that it never grows."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    subject_label = models.CharField(max_length=80)
    subject_pk = models.CharField(max_length=64)
    place = models.CharField(max_length=120, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "subject_label"], name="attendance_once")]
        indexes = [models.Index(fields=["subject_label", "subject_pk"], name="attendance_by_subject")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.subject_label} {self.subject_pk}"

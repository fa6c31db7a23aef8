"""What was done, by whom, on what grounds; one hash chain for each file, and checkpoints over all chains."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from portal.audit.canonical import GENESIS


class AuditChain(models.Model):
    """The head of one chain. The row is locked while an entry is appended, so numbers have no gap."""

    key = models.CharField(max_length=200, primary_key=True, db_collation="C")
    length = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.key} ({self.length})"


class AuditEntry(models.Model):
    """One act. Names are kept as text so that they outlive renaming; the table is append-only by trigger."""

    chain = models.CharField(max_length=200, db_collation="C")
    number = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=80)
    role = models.CharField(max_length=80, blank=True)
    organization = models.CharField(max_length=160, blank=True)
    verb = models.CharField(max_length=80)
    subject_label = models.CharField(max_length=80)
    subject_pk = models.CharField(max_length=64)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    grounds = models.JSONField()
    request_id = models.CharField(max_length=64, blank=True)
    ip = models.CharField(max_length=45, blank=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain", "number"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="audit_number_once_a_chain")]
        indexes = [
            models.Index(fields=["subject_label", "subject_pk", "number"], name="audit_by_subject"),
            models.Index(fields=["actor", "at"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} #{self.number} {self.verb}"


class Checkpoint(models.Model):
    """The Merkle root over the heads of all chains at one instant; exported, so that it outlives the database."""

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    root = models.CharField(max_length=64)
    count = models.BigIntegerField()
    entries = models.BigIntegerField()
    previous = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.root}"


class CheckpointHead(models.Model):
    """One chain's length and head, noted by the first checkpoint that saw it at that length."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="heads")
    chain = models.CharField(max_length=200, db_collation="C")
    length = models.BigIntegerField()
    head = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "checkpoint"], name="checkpoint_head_once")]

    def __str__(self) -> str:
        return f"{self.chain} ({self.length})"

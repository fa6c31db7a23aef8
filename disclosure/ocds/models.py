"""OCDS releases: built from an event, stored as the bytes that are served, and never changed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class OcdsRelease(models.Model):
    """One release of a contracting process. `body` is canonical JSON text, `sha256` its fingerprint."""

    ocid = models.CharField(max_length=40)
    release_id = models.CharField(max_length=80, unique=True)
    tags = ArrayField(models.CharField(max_length=24))
    at = models.DateTimeField()
    item = models.ForeignKey("disclosure.DisclosureItem", models.PROTECT, related_name="releases")
    body = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["ocid", "item"], name="ocds_release_once_an_item")]
        indexes = [models.Index(fields=["ocid", "at"], name="ocds_release_by_ocid")]

    def __str__(self) -> str:
        return self.release_id

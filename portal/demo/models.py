"""Which cases of the demo have been played, so that loading again changes nothing."""

from __future__ import annotations

from django.db import models


class DemoCase(models.Model):
    """One case. Without `finished_at` the case was broken off."""

    key = models.CharField(max_length=40, unique=True)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key

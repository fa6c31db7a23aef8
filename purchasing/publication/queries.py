"""Reads of publications by what they are about."""

from __future__ import annotations

from django.db import models

from purchasing.publication.models import Publication


def publication_of(subject: models.Model, kind: str) -> Publication | None:
    return Publication.objects.filter(
        kind=kind, subject_label=subject._meta.label_lower, subject_pk=str(subject.pk)
    ).first()

"""Storing a file: checked, fingerprinted, written, and entered with who it belongs to."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction

from portal.accounts.acting import Acting
from portal.accounts.models import Organization
from portal.files import content, storage
from portal.files.models import StoredFile
from portal.files.names import clean_name

Subject = models.Model | tuple[str, str]
"""A row, or its label and key."""


def store(
    upload: UploadedFile[Any],
    *,
    act: Acting,
    subject: Subject,
    purpose: str,
    max_bytes: int | None = None,
    field: str = "",
) -> StoredFile:
    """Check an upload and keep it. Raises Refused with a code of `portal.files.refusals` (prefixed "file.").

    Call it inside the act's transaction: when that rolls back, the row goes and the content is swept within an hour.
    """
    checked = content.check(upload.name or "", upload.file or upload, max_bytes=max_bytes, field=field)
    return _enter(checked, act, subject, purpose)


def store_checked(checked: content.Checked, *, act: Acting, subject: Subject, purpose: str) -> StoredFile:
    """Keep what `content.check` has passed already (a form's UploadField returns it)."""
    return _enter(checked, act, subject, purpose)


def store_bytes(
    name: str,
    body: bytes,
    *,
    content_type: str,
    act: Acting,
    subject: Subject,
    purpose: str,
    owner: Organization | None = None,
) -> StoredFile:
    """Keep what the portal made itself (a PDF it rendered, a sealed bid's ciphertext): not inspected, never an upload."""
    return _enter(
        content.Checked(
            name=clean_name(name),
            content_type=content_type,
            content=body,
            size=len(body),
            sha256=hashlib.sha256(body).hexdigest(),
        ),
        act,
        subject,
        purpose,
        owner,
    )


def _enter(
    checked: content.Checked, act: Acting, subject: Subject, purpose: str, owner: Organization | None = None
) -> StoredFile:
    label, pk = subject if isinstance(subject, tuple) else (subject._meta.label_lower, str(subject.pk))
    key = storage.new_key()
    storage.write(key, checked.content)
    with transaction.atomic():
        return StoredFile.objects.create(
            key=key,
            name=checked.name,
            content_type=checked.content_type,
            size=checked.size,
            sha256=checked.sha256,
            notes=list(checked.notes),
            purpose=purpose,
            owner_user=act.user,
            owner_organization=owner or (act.membership.organization if act.membership else None),
            subject_label=label,
            subject_pk=pk,
            created_at=act.at,
        )


def release(file: StoredFile, act: Acting) -> StoredFile:
    """Make a file public from this act on; a second call changes nothing."""
    StoredFile.objects.filter(pk=file.pk, released_at__isnull=True).update(released_at=act.at)
    file.refresh_from_db(fields=["released_at"])
    return file


def files_of(subject: models.Model, **filters: Any) -> models.QuerySet[StoredFile]:
    """The files of one subject, oldest first; the same content twice stays two rows."""
    return StoredFile.objects.filter(
        subject_label=subject._meta.label_lower, subject_pk=str(subject.pk), **filters
    ).order_by("created_at", "pk")

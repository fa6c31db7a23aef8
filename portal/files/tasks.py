"""Housekeeping of private storage."""

from __future__ import annotations

from celery import shared_task

from portal.files.storage import remove_orphans


@shared_task(ignore_result=True)
def remove_orphan_files() -> int:
    """Remove content that no row names; safe at any time and twice."""
    return remove_orphans()

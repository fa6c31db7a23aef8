"""Rendering papers in the background; the row is the truth, so a lost task is only a delay."""

from __future__ import annotations

from celery import shared_task

from portal.reports.rendering import open_reports, render_claimed

BATCH = 5


@shared_task(ignore_result=True)
def render_report(pk: int) -> None:
    """Render one paper, unless another worker has it or it is done."""
    render_claimed(pk)


@shared_task(ignore_result=True)
def render_pending() -> int:
    """Render what no worker has taken: a broker that was down, a worker that was killed. Returns how many were tried."""
    pks = list(open_reports().values_list("pk", flat=True)[:BATCH])
    return sum(render_claimed(pk) is not None for pk in pks)

"""Texts drafted by the second clerk, so that the first may check them."""

from __future__ import annotations

from portal.demo.cast import Cast
from portal.workflow.perform import writing_states
from purchasing.publication.models import Kind, Publication

DATA = {"send_back": {"reason": "含商业秘密"}}


def build(cast: Cast, state: str) -> Publication:
    publication = Publication(
        purchaser=cast.purchasers["cityorder"], kind=Kind.INTENTION, subject_label="x.y", subject_pk=state, root=f"x:{state}",
        title="采购意向", author=cast.user("po2"), state=state,
    )  # fmt: skip
    with writing_states():
        publication.save()
    return publication

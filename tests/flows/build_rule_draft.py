"""Changes of a rule that are whole and lie ahead."""

from __future__ import annotations

from catalog.rulebook.models import RuleDraft
from portal.demo.cast import Cast
from tests.factories.lawmaking import rule_draft

DATA = {"send_back": {"reason": "请附原文"}}


def build(cast: Cast, state: str) -> RuleDraft:
    return rule_draft(cast, state=state)

"""Two changes of one rule, approved in the same moment."""

from __future__ import annotations

from catalog.rulebook.flow import RULE_DRAFT
from portal.accounts.roles import Role
from portal.demo.cast import add_person, build_cast
from portal.statutes.models import RuleVersion
from portal.workflow.perform import perform
from tests.factories.lawmaking import rule_draft
from tests.services.contest import at_once


def test_two_changes_of_one_rule_approved_at_once_make_one_version(live_db):
    cast = build_cast()
    other = add_person("fa9", "财政审批乙", cast.organisations["finance"], Role.FINANCE_APPROVER)
    first, second = rule_draft(cast, state="submitted"), rule_draft(cast, state="submitted", value=4)

    results = at_once(
        lambda: perform(RULE_DRAFT, first, "approve", actor=cast["fa1"]),
        lambda: perform(RULE_DRAFT, second, "approve", actor=other),
    )

    assert results == ["done", "rule-later-version"]
    assert RuleVersion.objects.filter(code="R-31-notice", jurisdiction="city").count() == 1

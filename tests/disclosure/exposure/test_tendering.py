"""What the public reads of a tender is what the reads below say of it."""

import pytest

from disclosure.exposure import exposure_of
from portal.values import clock
from purchasing.award.queries import experts_of
from purchasing.models import CommitteeMember
from purchasing.publication.models import Kind
from tests.purchasing.review import case

pytestmark = pytest.mark.django_db


def test_the_result_names_those_who_sat_and_nobody_who_was_drawn_for_another_day(cast):
    row = case.at_stage(cast, "confirmed")
    gone = CommitteeMember.objects.filter(committee__procurement=row, kind="expert").order_by("seq").first()
    CommitteeMember.objects.filter(pk=gone.pk).update(replaced_at=clock.now())

    named = exposure_of(Kind.RESULT).content(row)["committee"]

    assert named == [member.user.display_name for member in experts_of(row)]
    assert gone.user.display_name not in named


def test_the_result_tells_until_when_its_notice_and_the_challenges_run(cast):
    row = case.at_stage(cast, "published")

    content = exposure_of(Kind.RESULT).content(row)

    assert (content["notice_until"], content["challenges_until"]) == ("2025-02-25", "2025-03-06")

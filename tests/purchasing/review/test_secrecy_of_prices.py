"""Members judge the service; the price is scored by formula and not theirs to see while they sit."""

from __future__ import annotations

import pytest

from portal.accounts.capability import allows
from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.bid.policies import Can
from purchasing.models import Bid, Committee, CommitteeMember
from tests.factories import cases


@pytest.mark.django_db
def test_a_sitting_member_reads_files_and_not_the_page_with_the_price(cast: Cast) -> None:
    procurement = cases.procurement(cast, state="reviewing")
    bid = Bid(procurement=procurement, supplier=cast.suppliers["bici"], state="opened")
    with writing_states():
        bid.save()
    committee = Committee.objects.create(
        procurement=procurement, drawn_at=clock.now(), drawn_by=cast.user("ag1"), seed="0" * 64
    )
    member = CommitteeMember.objects.create(
        committee=committee, user=cast.user("ex1"), kind="expert", seq=1, seated_at=clock.now()
    )

    assert not allows(cast["ex1"], Can.READ_BID_FILES, bid)
    member.declared_at = clock.now()
    member.save()
    assert allows(cast["ex1"], Can.READ_BID_FILES, bid)
    assert not allows(cast["ex1"], Can.READ_BID, bid)
    assert allows(cast["ag1"], Can.READ_BID, bid)

"""Who checks a text for secrets: another clerk of the unit, and its head where every clerk is an author."""

from __future__ import annotations

import pytest

from portal.accounts.models import Membership
from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_person
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.deadlines import sweep
from portal.workflow.inbox import waiting_for
from portal.workflow.perform import perform
from purchasing.intention.actions import edit_intention, start_intention
from purchasing.intention.models import Intention
from purchasing.publication.flow import PUBLICATION
from purchasing.publication.models import Kind, Publication
from purchasing.publication.queries import publication_of
from tests.factories import preparation
from tests.factories.publications import as_read

pytestmark = pytest.mark.django_db


def alone(cast: Cast) -> None:
    Membership.objects.filter(user=cast.user("po2")).update(valid_to=clock.today())


def intention_of(cast: Cast) -> Intention:
    return start_intention(cast["po1"], preparation.approved_item(cast))


def waiting(cast: Cast, *logins: str) -> list[int]:
    return [waiting_for(cast[login]).filter(flow="publication").count() for login in logins]


def check(cast: Cast, publication: Publication, login: str) -> Publication:
    return perform(PUBLICATION, publication, "check", actor=cast[login], data=as_read(publication))


def test_with_another_clerk_the_head_has_nothing_to_check(cast):
    publication = publication_of(intention_of(cast), Kind.INTENTION)

    assert waiting(cast, "po1", "po2", "ph1") == [0, 1, 0]
    with pytest.raises(Forbidden):
        check(cast, publication, "ph1")


def test_where_the_only_clerk_wrote_the_text_the_head_checks_it(cast):
    alone(cast)
    publication = publication_of(intention_of(cast), Kind.INTENTION)

    with pytest.raises(Refused) as refused:
        check(cast, publication, "po1")

    assert refused.value.codes == ("separation-of-duties",)
    assert waiting(cast, "po1", "ph1") == [0, 1]
    assert check(cast, publication, "ph1").checked_by == cast.user("ph1")


def test_where_the_second_clerk_becomes_an_author_the_check_passes_to_the_head(cast):
    row = intention_of(cast)
    edit_intention(
        cast["po2"], row, version=row.version, title=row.title, needs="改", budget=row.budget,
        expected_month=row.expected_month,
    )  # fmt: skip

    publication = publication_of(row, Kind.INTENTION)

    assert waiting(cast, "po1", "po2", "ph1") == [0, 0, 1]
    assert check(cast, publication, "ph1").state == "checked"


def test_the_head_of_another_unit_and_a_head_who_wrote_it_do_not_check(cast):
    alone(cast)
    publication = publication_of(intention_of(cast), Kind.INTENTION)
    stranger = add_person("ph9", "他单位负责人", cast.organisations["agent"], Role.PURCHASER_HEAD)

    with pytest.raises(Forbidden):
        perform(PUBLICATION, publication, "check", actor=stranger, data=as_read(publication))
    Publication.objects.filter(pk=publication.pk).update(author=cast.user("ph1"))
    with pytest.raises(Refused) as refused:
        check(cast, publication, "ph1")

    assert refused.value.codes == ("separation-of-duties",)


def test_a_clerk_who_is_locked_is_no_checker(cast):
    user = cast.user("po2")
    user.is_active = False
    user.save(update_fields=["is_active"])

    intention_of(cast)

    assert waiting(cast, "ph1") == [1]


def test_a_text_that_the_only_clerk_sent_back_is_put_up_again_by_the_head(cast):
    publication = publication_of(intention_of(cast), Kind.INTENTION)
    Publication.objects.filter(pk=publication.pk).update(author=cast.user("fa1"))
    Membership.objects.filter(user=cast.user("po1")).update(valid_to=clock.today())
    perform(PUBLICATION, publication, "send_back", actor=cast["po2"], data={"reason": "含个人信息"})

    assert waiting(cast, "po2", "ph1") == [0, 1]
    perform(PUBLICATION, publication, "resubmit", actor=cast["ph1"], remark="已核，不含个人信息")
    publication.refresh_from_db()

    assert waiting(cast, "po2", "ph1") == [1, 0]
    assert check(cast, publication, "po2").state == "checked"


def test_a_text_that_the_head_sent_back_is_put_up_again_by_a_clerk(cast):
    alone(cast)
    publication = publication_of(intention_of(cast), Kind.INTENTION)

    perform(PUBLICATION, publication, "send_back", actor=cast["ph1"], data={"reason": "含个人信息"})

    assert waiting(cast, "po1", "ph1") == [1, 0]


def test_the_sweep_finds_another_checker_when_the_last_one_leaves_and_when_one_comes(cast):
    publication = publication_of(intention_of(cast), Kind.INTENTION)
    sweep()
    before = waiting(cast, "po2", "ph1")
    alone(cast)
    sweep()
    left = waiting(cast, "ph1")
    add_person("po7", "新到经办", cast.organisations["cityorder"], Role.PURCHASER_CLERK)
    sweep()
    publication.refresh_from_db()

    assert (before, left, waiting(cast, "ph1")) == ([1, 0], [1], [0])
    assert (publication.head_checks, publication.state) == (False, "drafted")

"""Texts for the public: two people, the preview, the page, the scope."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.notify.models import Notification
from portal.outbox import drain
from portal.values.refusal import Forbidden, Refused
from portal.workflow.perform import acting, perform
from purchasing.publication.actions import draft_publication, release_publication
from purchasing.publication.flow import PUBLICATION
from purchasing.publication.guards import secrecy_is_checked
from purchasing.publication.models import Kind, Publication
from purchasing.publication.queries import preview_of, publication_of
from tests.factories.cases import plan, plan_item
from tests.factories.publications import as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject(cast):
    row = plan(cast, state="approved")
    plan_item(cast, plan_row=row, state="approved")
    return row


def draft(cast, subject, login: str = "po1", **options) -> Publication:
    with acting(cast[login]) as act:
        return draft_publication(act, subject, Kind.PLAN, title="采购意向", purchaser=subject.purchaser, **options)


def client_of(cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_text_is_drafted_once_for_a_subject_and_kind(cast, subject):
    first, second = draft(cast, subject), draft(cast, subject)

    assert first.pk == second.pk


def test_whose_text_it_is_may_be_another_than_who_acts(cast, subject):
    publication = draft(cast, subject, login="po2", author=cast.user("po1"))

    with pytest.raises(Refused) as refused:
        perform(PUBLICATION, publication, "check", actor=cast["po1"])

    assert refused.value.codes == ("separation-of-duties",)


@pytest.mark.parametrize("login", ["ph1", "pf1", "fo1", "su1", "s1", "pb1"])
def test_nobody_but_a_clerk_of_the_unit_checks(cast, subject, login):
    publication = draft(cast, subject)

    with pytest.raises(Forbidden):
        perform(PUBLICATION, publication, "check", actor=cast[login])


def test_a_returned_text_comes_back_to_the_check_when_it_is_drafted_again(cast, subject):
    publication = draft(cast, subject)
    perform(PUBLICATION, publication, "send_back", actor=cast["po2"], data={"reason": "含联系人手机号"})

    again = draft(cast, subject)

    again.refresh_from_db()
    assert (again.state, again.reason) == ("drafted", "含联系人手机号")


def test_the_author_is_told_of_the_return_once(cast, subject):
    publication = draft(cast, subject)
    perform(PUBLICATION, publication, "send_back", actor=cast["po2"], data={"reason": "含联系人手机号"})

    drain()
    drain()

    told = Notification.objects.filter(kind="publication.send_back")
    assert [n.recipient for n in told] == [cast.user("po1")]


def test_a_returned_text_is_sent_to_the_check_again_but_not_by_who_returned_it(cast, subject):
    publication = draft(cast, subject)
    perform(PUBLICATION, publication, "send_back", actor=cast["po2"], data={"reason": "请确认联系方式可以公开"})

    with pytest.raises(Refused) as refused:
        perform(PUBLICATION, publication, "resubmit", actor=cast["po2"])
    perform(PUBLICATION, publication, "resubmit", actor=cast["po1"], remark="是办公电话")
    perform(PUBLICATION, publication, "check", actor=cast["po2"], data=as_read(publication))

    publication.refresh_from_db()
    assert (refused.value.codes, publication.state, publication.reason) == (("separation-of-duties",), "checked", "")


def test_the_guard_asks_for_the_check_of_this_very_text(cast, subject):
    guard = secrecy_is_checked(Kind.PLAN)
    publication = draft(cast, subject)

    with acting(cast["ph1"]) as act:
        before = guard(subject, act)
    perform(PUBLICATION, publication, "check", actor=cast["po2"], data=as_read(publication))
    with acting(cast["ph1"]) as act:
        after = guard(subject, act)
        release_publication(act, subject, Kind.PLAN)

    assert (before.code, after) == ("secrecy-unchecked", None)
    assert publication_of(subject, Kind.PLAN).state == "released"


def test_the_preview_of_a_plan_reads_as_the_public_will_read_it(cast, subject):
    with acting(cast["po1"]) as act:
        publication = draft_publication(act, subject, Kind.PLAN, title=str(subject), purchaser=subject.purchaser)

    preview = preview_of(publication)

    assert preview.tables[0].rows[0][3] == "9,600,000.00"
    assert str(preview.facts[0][1]) == "昌南城管服务中心（虚构）"


def test_the_page_shows_the_text_and_the_two_people(cast, subject):
    with acting(cast["po1"]) as act:
        publication = draft_publication(act, subject, Kind.PLAN, title=str(subject), purchaser=subject.purchaser)
    perform(PUBLICATION, publication, "check", actor=cast["po2"], data=as_read(publication))

    page = client_of(cast, "ph1").get(publication.get_absolute_url()).content.decode()

    for text in ("市容环境卫生一体化作业服务", "9,600,000.00", "城管经办甲", "城管经办乙"):
        assert text in page, text


@pytest.mark.parametrize("login", ["s1", "ag1", "tp1", "ex1", "mz1"])
def test_others_do_not_see_a_text_before_it_is_public(cast, subject, login):
    publication = draft(cast, subject)

    assert client_of(cast, login).get(publication.get_absolute_url()).status_code == 404
    assert client_of(cast, login).get("/desk/publications/").status_code == 403


def test_the_list_costs_the_same_for_one_and_three_rows(cast, subject):
    client = client_of(cast, "po1")
    draft(cast, subject)
    client.get("/desk/publications/")
    costs = []
    for kind in (Kind.NEEDS, Kind.NOTICE):
        costs.append(count(client))
        with acting(cast["po1"]) as act:
            draft_publication(act, subject, kind, title="文", purchaser=subject.purchaser)
    costs.append(count(client))

    assert len(set(costs)) == 1
    assert costs[0] <= 12


def count(client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get("/desk/publications/").status_code == 200
    return len(captured)

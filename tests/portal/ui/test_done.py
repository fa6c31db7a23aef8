"""已办: what I did, to what, with a way back to it; one statement for the names of all kinds of things."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.accounts.actor import SYSTEM
from portal.audit.models import AuditEntry
from portal.demo.cast import Cast
from portal.values.origin import answering
from portal.workflow.perform import acting
from purchasing.models import Intention
from purchasing.tender.actions import edit_document, start_document
from tests.factories import preparation
from tests.factories.cases import procurement

pytestmark = pytest.mark.django_db


def as_agent(cast: Cast) -> Client:
    client = Client(REMOTE_ADDR="192.0.2.7")
    client.force_login(cast.user("ag1"))
    return client


def test_each_line_names_and_links_what_was_done_with(cast: Cast) -> None:
    row = procurement(cast)
    start_document(cast["ag1"], row)

    page = as_agent(cast).get("/desk/done/").content.decode()

    assert f'<a href="/desk/procurements/{row.ocid}/document/">{row.title}招标文件</a>' in page


def test_what_i_may_not_open_is_named_without_a_link(cast: Cast) -> None:
    intention = preparation.intention(cast)
    with acting(cast["ag1"]) as act:
        act.record(intention, "intention.edit")

    page = as_agent(cast).get("/desk/done/").content.decode()

    assert str(intention) in page
    assert intention.get_absolute_url() not in page


def test_what_has_been_deleted_is_a_dash(cast: Cast) -> None:
    with acting(cast["ag1"]) as act:
        gone = preparation.intention(cast)
        act.record(gone, "intention.edit")
    Intention.objects.filter(pk=gone.pk).delete()

    page = as_agent(cast).get("/desk/done/")

    assert page.status_code == 200
    assert gone.get_absolute_url() not in page.content.decode()


@pytest.mark.parametrize("number", [1, 4])
def test_many_kinds_cost_no_more_statements_than_one(cast: Cast, django_assert_max_num_queries, number: int) -> None:
    row = procurement(cast)
    document = start_document(cast["ag1"], row)
    subjects = [document, row, row.plan_item, row.purchaser.organization][:number]
    with acting(cast["ag1"]) as act:
        for subject in subjects:
            act.record(subject, "procurement.reappoint")
    client = as_agent(cast)

    with django_assert_max_num_queries(8):
        client.get("/desk/done/")


def test_an_edit_is_recorded_with_the_request_it_came_from(cast: Cast) -> None:
    document = start_document(cast["ag1"], procurement(cast))

    with answering("r-42", "192.0.2.7"):
        edit_document(cast["ag1"], document, version=document.version, values={"scope": "清扫"})

    entry = AuditEntry.objects.get(verb="tender.edit")
    assert (entry.request_id, entry.ip) == ("r-42", "192.0.2.7")


def test_what_the_system_does_is_nobodys_request(cast: Cast) -> None:
    row = procurement(cast)
    with answering("r-42", "192.0.2.7"), acting(SYSTEM) as act:
        act.record(row, "procurement.reappoint")

    entry = AuditEntry.objects.get(verb="procurement.reappoint")
    assert (entry.request_id, entry.ip) == ("", "")

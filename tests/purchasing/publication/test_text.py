"""The check holds for the text that was on the checker's screen, and the release for the text that was checked."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.demo.cast import Cast
from portal.demo.story.intention import check_secrecy
from portal.notify.models import Notification
from portal.outbox import drain
from portal.values.refusal import Refused
from portal.workflow.deadlines import sweep
from portal.workflow.inbox import waiting_for
from portal.workflow.perform import perform
from purchasing.intention.actions import edit_intention, start_intention
from purchasing.intention.flow import INTENTION
from purchasing.intention.models import Intention
from purchasing.publication.flow import PUBLICATION
from purchasing.publication.models import Kind, Publication
from purchasing.publication.queries import fingerprint_of, publication_of
from tests.factories import preparation
from tests.factories.publications import as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def intention(cast: Cast) -> Intention:
    return start_intention(cast["po1"], preparation.approved_item(cast))


@pytest.fixture
def publication(intention: Intention) -> Publication:
    return publication_of(intention, Kind.INTENTION)


@pytest.fixture
def checker(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.user("po2"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(publication: Publication) -> str:
    return f"/do/publication/{publication.pk}/check/"


def fingerprint_in(page: str) -> str:
    return re.search(r'name="text" value="([0-9a-f]{64})"', page).group(1)


def edit(cast: Cast, intention: Intention, needs: str) -> None:
    edit_intention(
        cast["po1"], intention, version=intention.version, title=intention.title, needs=needs, budget=intention.budget,
        expected_month=intention.expected_month,
    )  # fmt: skip


def test_the_page_that_passes_a_text_shows_it_whole(publication, checker):
    page = checker.get(page_of(publication)).text

    assert fingerprint_in(page) == fingerprint_of(publication)
    assert "9,600,000.00" in page
    assert "道路清扫保洁" in page


def test_the_text_that_was_read_is_passed_and_released(cast, intention, publication, checker):
    sent = fingerprint_in(checker.get(page_of(publication)).text)

    answer = checker.post(page_of(publication), {"text": sent})
    perform(INTENTION, intention, "release", actor=cast["ph1"])

    publication.refresh_from_db()
    assert answer.status_code == 302
    assert (publication.state, publication.checked_text) == ("released", sent)


def test_a_text_changed_while_it_was_read_is_not_passed_and_the_new_one_is_shown(cast, intention, publication, checker):
    sent = fingerprint_in(checker.get(page_of(publication)).text)
    edit(cast, intention, "道路清扫，另加夜间保洁")

    refused = checker.post(page_of(publication), {"text": sent, "remark": "已核对"})
    fresh = fingerprint_in(refused.text)
    passed = checker.post(page_of(publication), {"text": fresh})

    assert refused.status_code == 409
    for words in ("内容已在您查看后修改，请重新查看", "另加夜间保洁", "已核对"):
        assert words in refused.text
    assert fresh != sent
    publication.refresh_from_db()
    assert (passed.status_code, publication.state, publication.checked_text) == (302, "checked", fresh)


@pytest.mark.parametrize("sent", ["", "0" * 64, "<script>", "\x00", "x" * 5000])
def test_a_form_without_the_texts_fingerprint_passes_nothing(publication, checker, sent):
    answer = checker.post(page_of(publication), {"text": sent})

    publication.refresh_from_db()
    assert (answer.status_code, publication.state) == (409, "drafted")


def test_the_fingerprint_is_of_the_published_language_whoever_reads(publication, checker):
    english = checker.get(page_of(publication), headers={"Accept-Language": "en"}, follow=True).text

    assert fingerprint_in(english) == fingerprint_of(publication)


def test_a_text_that_changed_after_its_check_is_not_released(cast, intention, publication):
    check_secrecy(cast, intention, Kind.INTENTION)
    Intention.objects.filter(pk=intention.pk).update(
        budget=Decimal("1.00")
    )  # by a way that does not ask for a new check

    with pytest.raises(Refused) as refused:
        perform(INTENTION, intention, "release", actor=cast["ph1"])

    publication.refresh_from_db()
    assert (refused.value.codes, publication.state) == (("text-changed",), "checked")


def test_a_text_that_changed_after_its_check_goes_to_the_check_again_by_itself(cast, intention, publication):
    check_secrecy(cast, intention, Kind.INTENTION)
    Intention.objects.filter(pk=intention.pk).update(budget=Decimal("1.00"))

    sweep()
    drain()

    publication.refresh_from_db()
    assert (publication.state, publication.checked_by, publication.checked_text) == ("drafted", None, "")
    assert waiting_for(cast["po2"]).filter(flow="publication").count() == 1
    assert Notification.objects.get(kind="publication.recheck").recipient == cast.user("po1")
    perform(PUBLICATION, publication, "check", actor=cast["po2"], data=as_read(publication))
    perform(INTENTION, intention, "release", actor=cast["ph1"])


def test_a_text_that_stayed_as_it_was_is_left_alone(cast, intention, publication):
    check_secrecy(cast, intention, Kind.INTENTION)

    sweep()

    publication.refresh_from_db()
    assert publication.state == "checked"


def test_the_page_that_passes_a_text_costs_at_most_twelve_statements(publication, checker):
    checker.get(page_of(publication))

    with CaptureQueriesContext(connection) as asked:
        checker.get(page_of(publication))

    assert len(asked) <= 12

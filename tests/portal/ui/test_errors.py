"""Error pages stand without a database, carry the request's id, and say what to do next."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from portal.accounts.models import Organization
from portal.demo.cast import code_for
from portal.ui import errors
from portal.ui.middleware import RefusalMiddleware
from portal.values.refusal import Forbidden, Refusal, Refused

REFUSAL = Refusal("closing-too-near", "截止太近。", "R-21", "政府采购法 第三十五条", "把截止时间后移。")


def answer(request: HttpRequest, exception: Exception) -> HttpResponse:
    response = RefusalMiddleware(lambda _request: HttpResponse()).process_exception(request, exception)
    assert response is not None
    return response


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429])
def test_a_page_says_what_to_do_next(rf: RequestFactory, status: int) -> None:
    page = errors.error_page(rf.get("/"), status)

    body = page.content.decode()
    assert page.status_code == status
    assert body.count("<li>") >= 2
    assert "请求编号" in body


@pytest.mark.parametrize(("view", "status"), [(errors.server_error, 500), (errors.unavailable, 503)])
def test_500_and_503_are_still_pages(rf: RequestFactory, view, status: int) -> None:
    page = view(rf.get("/"))

    assert page.status_code == status
    assert "%request_id%" not in page.content.decode()


def test_no_page_is_a_404_with_the_id_of_its_header(client: Client, db) -> None:
    page = client.get("/no-such-page/")

    assert page.status_code == 404
    assert page.headers["X-Request-Id"] in page.content.decode()


def test_a_refusal_is_409_with_article_and_next_step(rf: RequestFactory) -> None:
    page = answer(rf.get("/"), Refused(REFUSAL))

    body = page.content.decode()
    assert page.status_code == 409
    assert all(text in body for text in ("截止太近。", "政府采购法 第三十五条", "把截止时间后移。"))


def test_a_refusal_of_fields_is_422_and_of_a_person_403(rf: RequestFactory) -> None:
    of_field = Refusal("gap", "超出余额。", field="amount")

    assert answer(rf.get("/"), Refused(of_field)).status_code == 422
    assert answer(rf.get("/"), Refused(of_field, REFUSAL)).status_code == 409
    assert answer(rf.get("/"), Forbidden(REFUSAL)).status_code == 403


def test_json_is_answered_in_json(rf: RequestFactory) -> None:
    page = answer(rf.get("/", headers={"accept": "application/json"}), Refused(REFUSAL))

    assert page.status_code == 409
    assert json.loads(page.content)["refusals"] == [
        {
            "code": "closing-too-near",
            "message": "截止太近。",
            "rule": "R-21",
            "article": "政府采购法 第三十五条",
            "field": "",
            "items": [],
        }
    ]


def test_what_two_people_enter_at_once_is_refused_to_the_second(rf: RequestFactory, db) -> None:
    """Two requests that both looked first: the second is told by the database alone."""
    Organization.objects.create(name="甲", uscc=code_for("a"), kind="other")
    with pytest.raises(IntegrityError) as twice, transaction.atomic():
        Organization.objects.create(name="乙", uscc=code_for("a"), kind="other")

    page = answer(rf.get("/"), twice.value)

    assert (page.status_code, "刚刚已由另一次提交保存" in page.content.decode()) == (409, True)


def test_other_exceptions_are_left_to_the_500_page(rf: RequestFactory) -> None:
    assert RefusalMiddleware(lambda _request: HttpResponse()).process_exception(rf.get("/"), ValueError()) is None
    assert RefusalMiddleware(lambda _request: HttpResponse()).process_exception(rf.get("/"), IntegrityError()) is None


def test_large_text_is_remembered_and_forgotten(client: Client, db) -> None:
    back = client.post("/ui/elder/", {"elder": "1", "next": "/accessibility/?a=1"})
    assert (back.status_code, back.headers["Location"]) == (303, "/accessibility/?a=1")
    assert 'class="elder"' in client.get("/accessibility/").content.decode()

    client.post("/ui/elder/", {"elder": "0"})

    assert 'class="elder"' not in client.get("/accessibility/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_the_way_back_never_leaves_the_site(client: Client, db, target: str) -> None:
    assert client.post("/ui/elder/", {"elder": "1", "next": target}).headers["Location"] == "/"

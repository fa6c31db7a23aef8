"""The bidder's pages: what they show, what they refuse, and that nothing typed is kept on the server."""

from __future__ import annotations

import io
import tempfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils.datastructures import MultiValueDict
from PIL import Image

from portal.demo.cast import Cast
from portal.demo.story import bid as bids
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.bid import views
from purchasing.bid.actions import start_bid
from purchasing.bid.declarations import DECLARATIONS
from purchasing.bid.forms import MAX_TOTAL_BYTES, BidForm
from purchasing.models import Bid, BidVersion, DocumentTaking, KeyHolder, PriceItem, Procurement
from tests.purchasing.bid.tender import Tender

pytestmark = pytest.mark.django_db


def signed_in(cast: Cast, login: str, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def filled(tender: Tender, *prices: str, **changed: Any) -> dict[str, Any]:
    """A complete form of the first case's winner, with some values changed."""
    items = PriceItem.objects.filter(document__procurement=tender.procurement).order_by("seq")
    values: dict[str, Any] = {f"price_{i.pk}": p for i, p in zip(items, prices or ("2.55", "65", "16300"), strict=True)}
    values |= {"size": "large", "service_plan": "金丝雀服务方案", "secrets": "", "form_key": "k1"}
    values |= {f"declare_{code}": "on" for code in DECLARATIONS}
    return {**values, **changed}


def begun(tender: Tender, login: str = "s1") -> Bid:
    return start_bid(tender.procurement, actor=tender.cast[login])


def test_a_supplier_goes_from_the_notice_to_the_receipt_in_four_pages(tender: Tender) -> None:
    client = signed_in(tender.cast, "s1")
    start = f"/desk/bids/new/{tender.procurement.ocid}/"

    assert client.get(start).status_code == 200
    bid_page = client.post(start, follow=True)
    bid = Bid.objects.get()
    form_page = client.get(f"/do/bid/{bid.reference}/submit/")
    done = client.post(f"/do/bid/{bid.reference}/submit/", filled(tender), follow=True)

    assert (bid_page.status_code, form_page.status_code, done.status_code) == (200, 200, 200)
    version = BidVersion.objects.get()
    assert done.redirect_chain[-1][0] == f"/desk/bids/{bid.reference}/receipt/1/"
    assert version.commitment in done.content.decode()
    assert "8900000" not in done.content.decode().replace(",", "")
    assert client.get("/desk/bids/").status_code == 200


def test_the_same_press_twice_gives_the_same_receipt(tender: Tender) -> None:
    client, bid = signed_in(tender.cast, "s1"), begun(tender)
    address = f"/do/bid/{bid.reference}/submit/"

    first = client.post(address, filled(tender))
    client.post(f"/do/bid/{bid.reference}/replace/", filled(tender, "2.54", "65", "16300", form_key="k2"))
    again = client.post(address, filled(tender))

    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert BidVersion.objects.count() == 2


@pytest.mark.parametrize("typed", ["NaN", "1e9", "-1", "2.555", "", "2.5元", "１e5", "Infinity", "9" * 400])
def test_a_price_that_is_none_is_a_field_error_shown_with_what_was_typed(tender: Tender, typed: str) -> None:
    client, bid = signed_in(tender.cast, "s1"), begun(tender)

    answer = client.post(f"/do/bid/{bid.reference}/submit/", filled(tender, typed, "65", "16300"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="65"' in page
    assert "金丝雀服务方案" in page
    assert BidVersion.objects.count() == 0


def test_full_width_digits_are_read_as_digits(tender: Tender) -> None:
    client, bid = signed_in(tender.cast, "s1"), begun(tender)

    answer = client.post(f"/do/bid/{bid.reference}/submit/", filled(tender, "２．５５", "65", "16,300.00"))

    assert answer.status_code == 302


def test_a_price_above_the_ceiling_is_refused_in_place_and_nothing_is_kept(tender: Tender) -> None:
    client, bid = signed_in(tender.cast, "s1"), begun(tender)

    answer = client.post(f"/do/bid/{bid.reference}/submit/", filled(tender, "2.76", "70", "17800"))

    assert answer.status_code == 409
    assert "第六十三条" in answer.content.decode()
    assert 'value="2.76"' in answer.content.decode()
    assert BidVersion.objects.count() == 0


def test_an_error_is_not_written_to_the_log_with_what_was_typed(
    tender: Tender, caplog: pytest.LogCaptureFixture
) -> None:
    client, bid = signed_in(tender.cast, "s1"), begun(tender)
    caplog.set_level("DEBUG")

    client.post(f"/do/bid/{bid.reference}/submit/", filled(tender, "2.761234567", "70", "17800"))
    client.post(f"/do/bid/{bid.reference}/submit/", filled(tender, "2.76", "70", "17800"))

    logged = " ".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert [canary for canary in ("2.76", "17800", "金丝雀", "9664000") if canary in logged] == []


def test_a_missing_declaration_or_plan_is_named_at_its_field(tender: Tender) -> None:
    client, bid = signed_in(tender.cast, "s1"), begun(tender)
    values = filled(tender, service_plan="\u200b\ufeff")
    del values["declare_clean_record"]

    answer = client.post(f"/do/bid/{bid.reference}/submit/", values)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"service_plan", "declare_clean_record"}


def test_files_are_sealed_with_the_bid(tender: Tender) -> None:
    client, bid = signed_in(tender.cast, "s1"), begun(tender)
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(picture, "PNG")
    upload = SimpleUploadedFile("../../'证书' 🚀.png", picture.getvalue(), content_type="image/png")

    answer = client.post(f"/do/bid/{bid.reference}/submit/", filled(tender, file_1=upload))

    assert answer.status_code == 302


def test_a_file_that_is_not_what_it_claims_is_a_field_error(tender: Tender) -> None:
    client, bid = signed_in(tender.cast, "s1"), begun(tender)
    upload = SimpleUploadedFile("方案.pdf", b"<html>", content_type="application/pdf")
    empty = SimpleUploadedFile("空.pdf", b"", content_type="application/pdf")

    answer = client.post(f"/do/bid/{bid.reference}/submit/", filled(tender, file_1=upload, file_2=empty))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"file_1", "file_2"}


def test_uploads_beyond_the_limit_stop_the_request_in_words(tender: Tender) -> None:
    client, bid = signed_in(tender.cast, "s1"), begun(tender)
    upload = SimpleUploadedFile("大.pdf", b"%PDF-" + b"0" * MAX_TOTAL_BYTES, content_type="application/pdf")

    answer = client.post(f"/do/bid/{bid.reference}/submit/", filled(tender, file_1=upload))

    assert answer.status_code == 413
    assert "投标" in answer.content.decode()


def test_uploads_never_touch_the_disk(tender: Tender, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever opened a temporary file in this request would say so."""
    opened: list[str] = []
    real = tempfile.NamedTemporaryFile
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *a, **k: opened.append("file") or real(*a, **k))
    client, bid = signed_in(tender.cast, "s1"), begun(tender)
    large = SimpleUploadedFile("大.pdf", b"%PDF-" + b"0" * 4 * 2**20, content_type="application/pdf")

    client.post(f"/do/bid/{bid.reference}/submit/", filled(tender, file_1=large))

    assert opened == []


def test_a_bid_that_came_through_another_door_is_not_taken(tender: Tender) -> None:
    bid = begun(tender)
    with TemporaryUploadedFile("a.pdf", "application/pdf", 3, None) as spooled:
        form = BidForm(filled(tender), MultiValueDict({"file_1": [spooled]}), subject=bid, actor=tender.cast["s1"])

        assert "spooled" in {error.code for error in form.non_field_errors().as_data()}


def test_the_sealed_way_in_comes_before_the_generic_one() -> None:
    for name in ("submit", "replace"):
        assert resolve(f"/do/bid/0123456789abcdef/{name}/").func is views.submit


def test_a_forged_request_is_refused(tender: Tender) -> None:
    client, bid = signed_in(tender.cast, "s1", enforce_csrf_checks=True), begun(tender)

    answer = client.post(f"/do/bid/{bid.reference}/submit/", filled(tender))

    assert answer.status_code == 403
    assert BidVersion.objects.count() == 0


@pytest.mark.parametrize("login", ["s2", "po1", "ph1", "ag1", "ag2", "su1", "au1", "fa1", "sa1", "ex1", "co1"])
def test_nobody_else_sees_a_bid_before_the_opening(tender: Tender, login: str) -> None:
    version = bids.submit(tender.cast, tender.procurement, bids.SC01_S1)
    client = signed_in(tender.cast, login)
    base = f"/desk/bids/{version.bid.reference}/"

    answers = [
        client.get(base), client.get(f"{base}receipt/1/"), client.get(f"/do/bid/{version.bid.reference}/submit/"),
        client.post(f"/do/bid/{version.bid.reference}/withdraw/"),
    ]  # fmt: skip

    assert {answer.status_code for answer in answers} <= {403, 404}
    assert answers[0].status_code == 404


def test_a_supplier_without_the_document_cannot_begin(tender: Tender) -> None:
    tender.procurement.takings.filter(supplier=tender.cast.suppliers["qianyao"]).delete()
    client = signed_in(tender.cast, "s1")

    answer = client.post(f"/desk/bids/new/{tender.procurement.ocid}/")

    assert answer.status_code == 409
    assert Bid.objects.count() == 0


def test_the_list_costs_the_same_for_one_bid_and_for_three(tender: Tender) -> None:
    client = signed_in(tender.cast, "s1")
    begun(tender)
    client.get("/desk/bids/")
    with CaptureQueriesContext(connection) as one:
        client.get("/desk/bids/")
    for number in range(2):
        start_bid(another(tender, number), actor=tender.cast["s1"])
    with CaptureQueriesContext(connection) as three:
        page = client.get("/desk/bids/")

    assert len(page.context["rows"]) == 3
    assert len(one) == len(three)
    assert len(one) <= 12


def another(tender: Tender, number: int) -> Procurement:
    """A second tender of the same item, for which the same suppliers have the document."""
    row = Procurement.objects.get(pk=tender.procurement.pk)
    row.pk, row.ocid = None, f"{row.ocid}-{number}"
    with writing_states():
        row.save(force_insert=True)
    DocumentTaking.objects.create(
        procurement=row, supplier=tender.cast.suppliers["qianyao"], user=tender.cast.user("s1"), at=clock.now()
    )
    return row


def test_a_holder_enrols_once_and_sees_the_passphrase_once(tender: Tender) -> None:
    client = signed_in(tender.cast, "po1")

    shown = client.post("/desk/key/")
    again = client.post("/desk/key/")
    later = client.get("/desk/key/")

    assert (shown.status_code, again.status_code, later.status_code) == (200, 409, 200)
    passphrase = shown.context["passphrase"]
    assert passphrase in shown.content.decode()
    assert passphrase not in again.content.decode() + later.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert KeyHolder.objects.filter(membership__user=tender.cast.user("po1")).count() == 1


@pytest.mark.parametrize("login", ["ph1", "fa1", "s1", "sa1", "ex1"])
def test_others_hold_no_key(tender: Tender, login: str) -> None:
    assert signed_in(tender.cast, login).post("/desk/key/").status_code == 403

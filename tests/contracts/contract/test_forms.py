"""The drafting page: prefilled, everything kept on an error, stale versions refused, the public text previewed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from html import unescape

import pytest

from contracts.contract.queries import MASK
from contracts.contract.reports import contract_preview
from contracts.models import Contract
from disclosure.exposure import exposure_of
from portal.demo.story import contract as story
from portal.demo.story.intention import beijing
from purchasing.publication.models import Kind, Publication
from purchasing.publication.queries import preview_of


def filled(terms: list[tuple[str, str]], bands: list[tuple[str, str]], secrets: list[tuple[str, str]],
           parts: tuple[tuple[str, str, str], ...] = (), **more: str):  # fmt: skip
    """What the browser sends for a draft."""
    data = {
        "title": "环卫合同", "starts_on": "2025-04-01", "ends_on": "2026-03-31", "instalments": "12",
        "payee_bank": "示例银行", "payee_account": "6222000000000011",
    }  # fmt: skip
    for prefix, names, rows in (
        ("terms", ("heading", "text"), terms), ("parts", ("subject", "ends_on", "amount"), parts), ("bands", ("min_score", "pay_rate"), bands),
        ("secrets", ("text", "reason"), secrets),
    ):  # fmt: skip
        shown = 0 if prefix in ("secrets", "parts") else len(rows)
        data |= {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": str(shown)}
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{name}": value for name, value in zip(names, row, strict=True)}
    return data | more


TERMS = [("第一条", "按采购文件。"), ("第二条", "车辆参数见附件。")]
BANDS = [("85", "100"), ("60", "90")]


@pytest.fixture
def address(procurement) -> str:
    return f"/desk/procurements/{procurement.ocid}/contract/new/"


def test_the_page_starts_from_award_and_document(address, sign_in):
    page = sign_in("po1").get(address)

    assert page.status_code == 200
    for shown in ("8,900,000.00", "合同价款按十二期平均支付", "6222", "2,400,000"):
        assert shown in page.text


@pytest.mark.parametrize(("login", "status"), [("ph1", 403), ("ag1", 403), ("s1", 404)])
def test_only_a_clerk_drafts(address, sign_in, login, status):
    assert sign_in(login).get(address).status_code == status


def test_a_filled_page_makes_the_contract(address, sign_in):
    answer = sign_in("po1").post(address, filled(TERMS, BANDS, [("车辆参数", "技术秘密")]))

    contract = Contract.objects.get()
    assert (answer.status_code, answer.url) == (302, contract.get_absolute_url())
    assert [t["heading"] for t in contract.terms] == ["第一条", "第二条"]
    assert [(b.min_score, b.pay_rate) for b in contract.bands.all()] == [(85, 100), (60, 90)]
    assert contract.business_secrets == [{"text": "车辆参数", "reason": "技术秘密"}]


@pytest.mark.parametrize(
    ("bands", "change"),
    [
        ([], {}),
        ([("85", "90"), ("60", "95")], {}),
        ([("85", "100"), ("85", "98")], {}),
        ([("101", "100")], {}),
        ([("85", "NaN")], {}),
        (BANDS, {"instalments": "0"}),
        (BANDS, {"starts_on": "2025-02-30"}),
        (BANDS, {"title": "\x00"}),
        (BANDS, {"terms-TOTAL_FORMS": "x"}),
    ],
)
def test_nonsense_is_shown_at_its_field_and_nothing_is_lost(address, sign_in, bands, change):
    answer = sign_in("po1").post(address, filled(TERMS, bands, [], **change))

    assert answer.status_code == 422
    assert "6222000000000011" in answer.text
    assert not Contract.objects.exists()


def test_a_secret_that_stands_nowhere_is_refused_and_stays_typed(address, sign_in):
    answer = sign_in("po1").post(address, filled(TERMS, BANDS, [("没有这句话", "秘密")]))

    assert answer.status_code == 409
    assert "secret-not-in-text" in answer.text
    assert "没有这句话" in answer.text


def test_two_clerks_edit_and_the_second_is_told(cast, procurement, sign_in):
    contract = story.draft_sign_publish_file(cast, procurement, story.SC01, story.ContractDays(beijing(2025, 3, 6, 9)))
    address, typed = f"{contract.get_absolute_url()}edit/", filled(TERMS, BANDS, [], version=str(contract.version))

    first, second = sign_in("po1").post(address, typed), sign_in("po2").post(address, typed | {"title": "另一个名称"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "另一个名称" in second.text
    assert Contract.objects.get().title == "环卫合同"


def test_the_text_is_marked_before_it_is_public_and_read_masked(cast, procurement, sign_in):
    days = replace(story.SC01_DAYS, secrecy_checked=None, published=None, filed=None, begun=None)
    contract = story.draft_sign_publish_file(cast, procurement, story.SC01, days)
    rows = {
        "secrets-TOTAL_FORMS": "1", "secrets-INITIAL_FORMS": "0", "secrets-0-text": "按月考核扣减",
        "secrets-0-reason": "试标",
    }  # fmt: skip

    answer = sign_in("po1").post(f"{contract.get_absolute_url()}secrets/", rows | {"version": str(contract.version)})

    assert answer.status_code == 302
    page = unescape(sign_in("po2").get(Publication.objects.get(kind=Kind.CONTRACT).get_absolute_url()).text)
    assert MASK in page
    assert "按月考核扣减" not in page
    assert contract.payee_account not in str(preview_of(Publication.objects.get(kind=Kind.CONTRACT)))


def test_a_plan_of_unequal_parts_that_does_not_add_up_is_refused_with_the_gap_and_stays_typed(
    address, procurement, sign_in
):
    client = sign_in("po1")
    parts = (("上半年作业", "2025-09-30", "4,000,000"), ("下半年作业", "2026-03-31", "4,899,999.99"))
    short = client.post(address, filled(TERMS, BANDS, [], parts))

    done = client.post(address, filled(TERMS, BANDS, [], (parts[0], ("下半年作业", "2026-03-31", "4,900,000"))))

    assert (short.status_code, "少 0.01 元" in short.text, "下半年作业" in short.text) == (409, True, True)
    contract = Contract.objects.get()
    assert (done.status_code, contract.instalments) == (302, 2)
    assert [(p.period, p.subject, p.amount) for p in contract.parts.all()] == [
        (1, "上半年作业", Decimal("4000000.00")), (2, "下半年作业", Decimal("4900000.00")),
    ]  # fmt: skip
    page, again = client.get(contract.get_absolute_url()).text, client.get(f"{contract.get_absolute_url()}edit/").text
    assert all(text in page for text in ("付款计划", "上半年作业", "4,900,000.00"))
    assert all(text in again for text in ("上半年作业", "2025-09-30", "4000000.00"))
    assert [table.caption for table in contract_preview(contract).tables][1] == "付款计划（金额单位：元）"
    assert exposure_of(Kind.CONTRACT).content(contract)["parts"][0]["amount"] == "4000000.00"

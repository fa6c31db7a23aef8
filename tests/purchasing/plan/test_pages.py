"""The pages of plans: who sees what, what a form refuses, and how many statements a page costs."""

from __future__ import annotations

import logging
from decimal import Decimal

import pytest
from django.test import Client

from portal.demo.story.plan import only_item
from portal.values import clock
from purchasing.budget.models import BudgetLine
from purchasing.plan.models import AnnualPlan, PlanItem
from tests.factories.cases import budget_lines, catalogue_item, plan, plan_item
from tests.purchasing.plan.conftest import first_plan

pytestmark = pytest.mark.django_db


def client_of(cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def form_data(cast, row: AnnualPlan, **changes: object) -> dict[str, object]:
    """What a clerk's browser sends for a complete item."""
    line = budget_lines(cast, row.fiscal_year)[0]
    data: dict[str, object] = {
        "version": row.version, "form_key": "k1", "catalogue_item": f"{catalogue_item().code} 市容环境卫生一体化作业服务",
        "title": "道路清扫", "amount": "1,000.00", "category": "F1", "method": "open_tender", "expected_month": "2025-03",
        "term_months": "12", "is_public_duty": "on", "is_marketable": "on", "is_affordable": "on", "reservation": "none",
        "reservation_reason": "年度份额已由其他事项完成",
        "tasks-TOTAL_FORMS": "1", "tasks-INITIAL_FORMS": "0", "tasks-0-name": "清扫", "tasks-0-unit": "㎡",
        "tasks-0-quantity": "500", "tasks-0-unit_price": "2",
        "funding-TOTAL_FORMS": "1", "funding-INITIAL_FORMS": "0", "funding-0-line": str(line.pk), "funding-0-amount": "1000",
        "targets-TOTAL_FORMS": "1", "targets-INITIAL_FORMS": "0", "targets-0-name": "完成率", "targets-0-target": "100",
        "targets-0-unit": "%",
    }  # fmt: skip
    return {**data, **changes}


def post_item(cast, row: AnnualPlan, login: str = "po1", **changes: object):
    return client_of(cast, login).post(f"/desk/plans/{row.pk}/items/new/", form_data(cast, row, **changes))


def test_a_clerk_starts_a_plan_once_a_year(cast):
    client = client_of(cast, "po1")
    year = clock.today().year + 1

    first = client.post("/desk/plans/new/", {"fiscal_year": year})
    second = client.post("/desk/plans/new/", {"fiscal_year": year})

    assert (first.status_code, second.status_code) == (302, 409)
    assert AnnualPlan.objects.get().author == cast.user("po1")
    assert "已经建立" in second.content.decode()


def test_an_item_is_entered_with_its_sheets_and_passes_every_check(cast):
    row = plan(cast)

    response = post_item(cast, row)
    page = client_of(cast, "po1").get(row.get_absolute_url()).content.decode()

    item = PlanItem.objects.get()
    assert response.status_code == 302
    assert (item.title, item.amount, str(item.expected_month)) == ("道路清扫", Decimal("1000.00"), "2025-03-01")
    assert [(t.quantity, t.amount) for t in item.task_lines.all()] == [(Decimal("500.00"), Decimal("1000.00"))]
    assert item.funding.get().amount == Decimal("1000.00")
    assert item.targets == [{"name": "完成率", "target": "100", "unit": "%"}]
    assert "报送前需要补正" not in page


def test_the_same_form_sent_twice_makes_one_item(cast):
    row = plan(cast)
    client = client_of(cast, "po1")
    data = form_data(cast, row)

    codes = [client.post(f"/desk/plans/{row.pk}/items/new/", data).status_code for _press in range(2)]

    assert codes == [302, 302]
    assert PlanItem.objects.count() == 1


def test_a_stale_form_is_refused_and_keeps_what_was_typed(cast):
    row = plan_item(cast, plan_row=plan(cast)).plan
    post_item(cast, row)

    response = post_item(cast, row, login="po2", title="另一人写的事项", form_key="k2")

    assert response.status_code == 409
    assert "已被他人修改" in response.content.decode()
    assert "另一人写的事项" in response.content.decode()
    assert not PlanItem.objects.filter(title="另一人写的事项").exists()


def test_the_form_of_one_plan_does_not_pass_for_another(cast):
    """The other plan's item would have been shown, and this one silently not saved."""
    first = plan(cast)
    post_item(cast, first)
    second = plan(cast, year=first.fiscal_year + 1)

    response = post_item(cast, second)

    assert "已用于办理另一事项" in response.content.decode()
    assert not second.items.exists()


def test_a_stale_edit_shows_what_the_other_saved_and_can_then_be_sent_again(cast):
    row = plan(cast)
    post_item(cast, row)
    item = PlanItem.objects.get()
    row.refresh_from_db()
    address = f"{item.get_absolute_url()}edit/"
    mine = form_data(cast, row, title="我改的标题", form_key="k-mine")
    theirs = form_data(
        cast,
        row,
        title="同事改的标题",
        form_key="k-theirs",
        **{"tasks-0-name": "机扫", "tasks-0-quantity": "250", "tasks-0-unit_price": "4"},
    )
    client_of(cast, "po2").post(address, theirs)

    refused = client_of(cast, "po1").post(address, mine)
    row.refresh_from_db()
    done = client_of(cast, "po1").post(address, {**mine, "version": row.version})

    text = refused.content.decode()
    assert (refused.status_code, done.status_code) == (409, 302)
    for part in ("同事改的标题", "我改的标题", "机扫", f'name="version" value="{row.version}"'):
        assert part in text, part
    item.refresh_from_db()
    assert item.title == "我改的标题"


@pytest.mark.parametrize("typed", ["１０００", "1,000.00", "1，000", "1000.0", " 1000 "])
def test_an_amount_is_read_as_people_write_it(cast, typed):
    response = post_item(cast, plan(cast), amount=typed)

    assert response.status_code == 302
    assert PlanItem.objects.get().amount == Decimal("1000.00")


BAD_AMOUNTS = [
    "NaN", "sNaN", "Infinity", "1e400", "9" * 400, "1e5", "1e9", "1_000", "٣٤", "-0.00", "¥100", "100元", "10万", "1.005", "0",
    "-1", "10000000000000", str(2**63), "", "10 00", "1,00", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("typed", BAD_AMOUNTS)
@pytest.mark.parametrize("name", ["amount", "tasks-0-quantity", "tasks-0-unit_price", "funding-0-amount"])
def test_what_is_no_amount_is_a_field_error_and_nothing_is_stored(cast, name, typed):
    response = post_item(cast, plan(cast), **{name: typed})

    assert response.status_code == 422
    assert PlanItem.objects.count() == 0
    assert "errorlist" in response.content.decode()


@pytest.mark.parametrize(
    "typed",
    ["0001-01", "9999-13", "10000-01", "2025-00", "2025-13", "2025", "x", "2025-1e1", "９９９９９-01", "²⁰25-01"],
)
def test_an_impossible_month_is_a_field_error(cast, typed):
    assert post_item(cast, plan(cast), expected_month=typed).status_code == 422
    assert PlanItem.objects.count() == 0


@pytest.mark.parametrize("typed", ["", "A11", "A", "Z9999", "' OR 1=1", "\x00", "x" * 119, "Ａ１１５２９"])
def test_only_a_level_three_item_in_force_is_picked(cast, typed):
    catalogue_item()

    assert post_item(cast, plan(cast), catalogue_item=typed).status_code == 422


@pytest.mark.parametrize("typed", ["a1152", "Ａ１１５２ 市容", "A1152"])
def test_a_catalogue_code_is_read_in_any_width_and_case(cast, typed):
    assert post_item(cast, plan(cast), catalogue_item=typed).status_code == 302


@pytest.mark.parametrize("total", ["100000", "-1", "x", str(2**63), "9" * 5000])
def test_a_forged_number_of_rows_does_no_harm(cast, total):
    assert post_item(cast, plan(cast), **{"tasks-TOTAL_FORMS": total}).status_code in (302, 422)


@pytest.mark.parametrize("version", ["", "x", "9" * 5000, "-1", "٣"])
def test_a_forged_version_is_a_stale_one(cast, version):
    assert post_item(cast, plan(cast), version=version).status_code == 409
    assert PlanItem.objects.count() == 0


def test_a_product_too_large_to_keep_is_refused(cast):
    response = post_item(cast, plan(cast), **{"tasks-0-quantity": "999999999999", "tasks-0-unit_price": "999999999999"})

    assert response.status_code == 422


def test_a_line_of_another_unit_or_year_cannot_be_chosen(cast):
    row = plan(cast)
    other = budget_lines(cast, 2031)[0]

    assert post_item(cast, row, **{"funding-0-line": str(other.pk)}).status_code == 422


def test_text_without_anything_to_see_is_empty_and_markup_stays_text(cast):
    row = plan(cast)

    blank = post_item(cast, row, title="\u200b\u3000")
    shown = post_item(cast, row, title="<script>alert(1)</script>𠮷{{ 7 }}")

    assert (blank.status_code, shown.status_code) == (422, 302)
    page = client_of(cast, "po1").get(row.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("login", ["fo1", "fa1", "s1", "ag1", "tp1", "ex1", "sa1"])
def test_another_role_at_a_draft_gets_404_and_is_logged(cast, login, caplog):
    row = plan_item(cast).plan
    addresses = [row.get_absolute_url(), f"{row.get_absolute_url()}letter/", row.items.get().get_absolute_url()]

    with caplog.at_level(logging.WARNING, logger="portal.access"):
        codes = [client_of(cast, login).get(address).status_code for address in addresses]

    assert codes == [404, 404, 404]
    assert len([r for r in caplog.records if r.name == "portal.access"]) == 3


def test_another_unit_gets_404(cast):
    from portal.accounts.roles import Role
    from portal.demo.cast import add_organisation, add_person, add_purchaser

    other = add_organisation("other", "别的单位（虚构）", "administrative_unit")
    add_purchaser(other, cast.organisations["finance"])
    cast.actors["px"] = add_person("px", "别家经办", other, Role.PURCHASER_CLERK)
    row = plan_item(cast).plan

    assert client_of(cast, "px").get(row.get_absolute_url()).status_code == 404
    assert client_of(cast, "px").get(f"{row.get_absolute_url()}items/new/").status_code == 404
    assert client_of(cast, "px").get(row.items.get().get_absolute_url()).status_code == 404


def test_a_reader_without_the_right_to_edit_gets_403(cast):
    row = plan_item(cast).plan

    response = client_of(cast, "ph1").get(f"{row.get_absolute_url()}items/new/")

    assert response.status_code == 403
    assert "购买单位经办" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/desk/plans/99999999999999999999/", "/desk/plan-items/0/", "/desk/budget/9223372036854775808/"]
)
def test_a_number_that_is_no_key_is_404(cast, path):
    assert client_of(cast, "po1").get(path).status_code == 404


def test_a_draft_row_is_removed_after_asking_once(cast):
    item = plan_item(cast)
    client = client_of(cast, "po1")

    asked = client.get(f"{item.get_absolute_url()}remove/")
    done = client.post(f"{item.get_absolute_url()}remove/", {"version": item.plan.version})

    assert (asked.status_code, done.status_code, PlanItem.objects.count()) == (200, 302, 0)


def test_what_was_filed_is_never_removed(cast):
    from portal.workflow.perform import perform
    from purchasing.plan.flow import PLAN

    row = first_plan(cast, "recommended")
    perform(PLAN, row, "return_to_unit", actor=cast["fo1"], data={"reason": "补正"})
    perform(PLAN, row, "reopen", actor=cast["po1"])
    row.refresh_from_db()

    response = client_of(cast, "po1").post(f"{only_item(row).get_absolute_url()}remove/", {"version": row.version})

    assert (response.status_code, PlanItem.objects.count()) == (409, 1)


def test_finance_sees_amounts_lines_checks_and_the_gap(cast):
    row = first_plan(cast, "recommended")
    only_item(row).funding.filter(line=BudgetLine.objects.order_by("code")[0]).update(amount=Decimal("6600000.00"))

    page = client_of(cast, "fa1").get(row.get_absolute_url()).content.decode()

    for text in ("9,600,000.00", "环卫作业", "预算缺口 300,000.00", "预览批复", "批准并签发批复", "2,400,000"):
        assert text in page, text


def test_the_letter_is_previewed_before_it_has_a_number(cast):
    row = first_plan(cast, "recommended")

    page = client_of(cast, "fa1").get(f"{row.get_absolute_url()}letter/").content.decode()

    assert "尚未签发" in page
    assert "6,200,000.00" in page


def test_the_unit_reads_number_date_and_letter_of_its_approval(cast):
    row = first_plan(cast, "published")

    page = client_of(cast, "po1").get(row.get_absolute_url()).content.decode()

    for text in ("景财购批〔2024〕", "2024-12-18", "2024-12-20", "批复"):
        assert text in page, text


def test_the_clerks_opinion_is_entered_on_the_generic_page(cast):
    row = first_plan(cast, "taken")
    item = only_item(row)
    data = {"opinion": "同意安排", f"proposed_{item.pk}": "reserve", f"why_{item.pk}": ""}

    without = client_of(cast, "fo1").post(f"/do/plan/{row.pk}/recommend/", data)
    done = client_of(cast, "fo1").post(f"/do/plan/{row.pk}/recommend/", {**data, f"why_{item.pk}": "财力不足"})

    item.refresh_from_db()
    assert (without.status_code, done.status_code) == (422, 302)
    assert (item.recommendation, item.opinion) == ("reserve", "财力不足")


def test_a_plan_with_gaps_cannot_be_filed_and_says_everything(cast):
    row = plan(cast)
    post_item(cast, row, amount="999.99", is_affordable="", reservation_reason="", term_months="37")
    PlanItem.objects.update(targets=[])

    response = client_of(cast, "po1").post(f"/do/plan/{row.pk}/submit_for_review/")

    text = response.content.decode()
    assert response.status_code == 409
    for part in ("工作量×标准合计", "资金来源合计", "三项认定", "应说明理由", "超过最长", "绩效目标"):
        assert part in text, part


def statements(cast, login, path, django_assert_max_num_queries):
    client = client_of(cast, login)
    client.get(path)
    with django_assert_max_num_queries(60) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("login", "path"), [("po1", "/desk/plans/"), ("fo1", "/desk/plans/"), ("po1", "/desk/budget/")]
)
def test_a_list_costs_the_same_for_one_and_three_rows(cast, login, path, django_assert_max_num_queries):
    plan(cast, state="submitted", year=2025)
    budget_lines(cast, 2025)
    one = statements(cast, login, path, django_assert_max_num_queries)
    plan(cast, state="submitted", year=2026)
    plan(cast, state="submitted", year=2027)
    budget_lines(cast, 2027)

    three = statements(cast, login, path, django_assert_max_num_queries)

    assert one == three
    assert three <= 12


@pytest.mark.parametrize("login", ["po1", "fa1"])
def test_a_plan_costs_the_same_for_one_and_three_items(cast, login, django_assert_max_num_queries):
    row = first_plan(cast, "recommended")
    one = statements(cast, login, row.get_absolute_url(), django_assert_max_num_queries)
    for number in (2, 3):
        plan_item(cast, plan_row=row, seq=number, title=f"事项{number}")

    three = statements(cast, login, row.get_absolute_url(), django_assert_max_num_queries)

    assert one == three

"""The pages of the rules and of their changes."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.rulebook.models import RuleDraft
from portal.statutes.models import RuleVersion
from portal.values import clock
from tests.factories.lawmaking import rule_draft
from tests.factories.limits import limit
from tests.factories.rules import city_rule

pytestmark = pytest.mark.django_db
NEW = "/desk/rules/R-31-notice/draft/"
MOST = 12


def client_of(cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def typed(**changes: object) -> dict[str, object]:
    return {
        "title_zh": "公告中标结果", "value": "３", "unit": "workday", "jurisdiction": "city", "instrument": "本市规定（虚构）",
        "article": "第二条", "source_mark": "D", "effective_from": (clock.today() + timedelta(days=30)).isoformat(),
        "effective_to": "", "note": "", **changes,
    }  # fmt: skip


def test_anyone_sees_the_rules_of_today_and_of_another_day(client):
    today = list(csv.DictReader(io.StringIO(client.get("/rules/?format=csv").getvalue().decode("utf-8-sig"))))
    then = list(
        csv.DictReader(io.StringIO(client.get("/rules/?format=csv&on=2021-06-01").getvalue().decode("utf-8-sig")))
    )

    def figure(rows, code):
        return [row["数值"] for row in rows if row["编号"] == code]

    assert (figure(today, "R-79-small-min"), figure(then, "R-79-small-min")) == (["10%"], ["6%"])
    assert (figure(today, "R-21"), figure(today, "NL-8")) == (["20 日"], ["—"])


def test_a_nearer_version_stands_before_the_one_it_overrides(client):
    city_rule("R-21", "25")

    rows = list(csv.DictReader(io.StringIO(client.get("/rules/?format=csv&q=R-21").getvalue().decode("utf-8-sig"))))

    assert sorted((row["数值"], row["适用"]) for row in rows if row["编号"] == "R-21") == [
        ("20 日", "另有就近规定"), ("25 日", "适用"),
    ]  # fmt: skip


@pytest.mark.parametrize("day", ["x", "2026-13-01", "\u202e", "99999-01-01"])
def test_a_day_that_is_none_is_said_to_be_none(client, day):
    assert client.get("/rules/", {"on": day}).status_code == 400


def test_rules_are_searched(client):
    page = client.get("/rules/", {"q": "NL-8"})

    assert [row.code for row in page.context["page"].rows] == ["NL-8"]


def test_a_rule_has_its_versions_side_by_side(client):
    page = client.get("/rules/R-79-small-min/")

    assert [(figure, str(standing.label)) for _v, figure, standing, _o in page.context["versions"]] == [
        ("10%", "现行有效"), ("6%", "已失效"),
    ]  # fmt: skip
    assert client.get("/rules/R-999/").status_code == 404


def test_the_public_is_told_the_office_and_not_the_officer(client, cast):
    city_rule("R-21", "25", created_by="财政经办甲（市财政局）", approved_by="财政审批（市财政局）")
    rule_draft(cast, code="R-21", title_zh="拟改的期限")

    text = client.get("/rules/R-21/").text

    assert "财政部门批准" in text
    assert all(word not in text for word in ("财政经办甲", "拟改的期限", "起草修改"))


def test_the_negative_list_shows_its_words(client):
    text = client.get("/rules/negative/").text

    assert all(word in text for word in (*RuleVersion.objects.get(code="NL-8").words, "NL-1", "没有提示词"))


def test_a_clerk_drafts_from_the_rule_and_sees_what_would_follow(cast):
    client = client_of(cast, "fo1")
    assert NEW in client.get("/rules/R-31-notice/").text
    key = re.search('name="form_key" value="([^"]+)"', client.get(NEW).text)[1]

    first, second = client.post(NEW, typed(form_key=key)), client.post(NEW, typed(form_key=key))

    draft = RuleDraft.objects.get()
    assert (first.status_code, first.url, second.url) == (302, draft.get_absolute_url(), draft.get_absolute_url())
    text = client.get(draft.get_absolute_url()).text
    assert all(word in text for word in ("2 个工作日", "3 个工作日", "没有正在按这条规则计算的时限", "提交批准"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "两"}, "value"),
        ({"value": "2.5"}, "value"),
        ({"value": "99999"}, "value"),
        ({"unit": "yuan"}, "unit"),
        ({"article": ""}, "article"),
        ({"effective_from": "x"}, "effective_from"),
        ({"instrument": ""}, "instrument"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast, changes, field):
    page = client_of(cast, "fo1").post(NEW, typed(**changes))

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert not RuleDraft.objects.exists()


def test_words_are_typed_line_by_line_or_with_marks(cast):
    client = client_of(cast, "fo1")
    form = typed(title_zh="不得由自然人承接", words="自然人、个人承接\n自然人；兼职人员", form_key="k")

    client.post("/desk/rules/NL-8/draft/", form)

    assert RuleDraft.objects.get().words == ["自然人", "个人承接", "兼职人员"]
    page = client.post("/desk/rules/NL-8/draft/", {**form, "words": "长" * 41, "form_key": "l"})
    assert list(page.context["form"].errors) == ["words"]


def test_an_edit_behind_somebody_elses_shows_what_they_saved(cast):
    draft = rule_draft(cast)
    client, address = client_of(cast, "fo1"), f"/desk/rules/drafts/{draft.pk}/edit/"
    client_of(cast, "fo2").post(address, typed(value="5", version=1))

    page = client.post(address, typed(value="4", version=1))

    draft.refresh_from_db()
    assert (page.status_code, draft.value, draft.version) == (422, 5, 2)
    assert [str(fact.value) for fact in page.context["changed"]] == ["5"]
    assert client.post(address, typed(value="4", version=2)).status_code == 302


def test_the_approver_decides_beside_the_effect(cast):
    limit(cast, clock.today())
    draft = rule_draft(cast, code="R-10", value=5, effective_from=clock.today(), state="submitted")
    client, address = client_of(cast, "fa1"), f"/do/rule_draft/{draft.pk}/approve/"

    text = client.get(address).text
    done = client.post(address, {"version": "1", "form_key": "k"})

    assert all(word in text for word in ("批准后的影响", "1 项时限将改变", "20 个工作日", "5 个工作日"))
    assert (done.status_code, RuleDraft.objects.get().state) == (302, "approved")


def test_a_refusal_at_approval_is_shown_in_its_place(cast):
    draft = rule_draft(cast, state="submitted", effective_from=clock.today() - timedelta(days=1))

    page = client_of(cast, "fa1").post(f"/do/rule_draft/{draft.pk}/approve/", {"version": "1", "form_key": "k"})

    assert (page.status_code, "不溯及既往" in page.text) == (409, True)


@pytest.mark.parametrize("login", ["po1", "s1", "sa1"])
def test_drafts_are_hidden_from_others(cast, login):
    draft = rule_draft(cast)
    client = client_of(cast, login)

    found = [client.get(a).status_code for a in ("/desk/rules/drafts/", draft.get_absolute_url(), NEW)]

    assert found == [403, 404, 403]


def test_pages_take_few_statements(cast):
    for number in range(3):
        limit(cast, clock.today(), year=2030 + number)
    fields = {"code": "R-10", "value": 5, "effective_from": clock.today()}
    draft, begun = rule_draft(cast, state="submitted", **fields), rule_draft(cast, **fields)
    pages = {
        "fo1": [
            begun.get_absolute_url(),
            "/rules/",
            "/rules/R-31-notice/",
            "/rules/negative/",
            "/desk/rules/drafts/",
            draft.get_absolute_url(),
            NEW,
        ],
        "fa1": [f"/do/rule_draft/{draft.pk}/approve/"],
    }
    found = {}
    for login, addresses in pages.items():
        client = client_of(cast, login)
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found[address] = len(asked)

    assert {address: count for address, count in found.items() if count > MOST} == {}

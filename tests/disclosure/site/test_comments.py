"""Anyone may comment on needs while the period is open; the name is not shown."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from disclosure.item.actions import publish
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.models import NeedComment, Requirement
from tests.factories import cases

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limit():
    cache.clear()


@pytest.fixture
def needs(cast):
    today = clock.today()
    row = Requirement(
        plan_item=cases.plan_item(cast, state="approved"),
        technical="清扫标准",
        commercial="按月支付",
        acceptance_terms="逐月验收",
        contract_terms="略",
        author=cast.user("po1"),
        state="public_comment",
        comment_from=today,
        comment_until=today + timedelta(days=5),
        risk_plan="内部风险",
    )
    with writing_states():
        row.save()
    return publish("needs", row, at=clock.now())


def address(item):
    return f"/notices/{item.pk}/comment/"


def test_a_comment_is_taken_with_a_receipt(client, needs):
    answer = client.post(address(needs), {"name": "李某", "text": "建议增加早晚保洁"})

    row = NeedComment.objects.get()
    assert answer.status_code == 201
    assert f"-{row.pk:06d}" in answer.content.decode()
    assert (row.name, row.text) == ("李某", "建议增加早晚保洁")


def test_only_answered_comments_are_shown_and_without_the_name(client, needs, cast):
    row = Requirement.objects.get()
    for name, answer in (("张某某", ""), ("赵某某", "已采纳")):
        NeedComment.objects.create(requirement=row, name=name, text=f"{name[0]}的意见", at=clock.now(), answer=answer)

    text = client.get(address(needs)).content.decode()

    assert ("赵的意见" in text, "已采纳" in text, "张的意见" in text, "赵某某" in text) == (True, True, False, False)


def test_after_the_period_nothing_is_taken(client, needs):
    with clock.at(clock.now() + timedelta(days=7)):
        answer = client.post(address(needs), {"text": "晚了"})

    assert answer.status_code == 422
    assert NeedComment.objects.count() == 0


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_an_empty_comment_is_refused(client, needs, text):
    assert client.post(address(needs), {"text": text}).status_code == 422


def test_a_form_sent_twice_is_one_comment_and_one_receipt(client, needs):
    form = {"text": "路灯太暗", "key": str(client.get(address(needs)).context["form"]["key"].value())}

    receipts = [client.post(address(needs), form).context["receipt"] for _press in range(2)]
    other = client.post(address(needs), {**form, "key": str(client.get(address(needs)).context["form"]["key"].value())})

    assert receipts[0] == receipts[1] != other.context["receipt"]
    assert NeedComment.objects.count() == 2


def test_a_key_that_is_none_is_said_and_loses_nothing(client, needs):
    answer = client.post(address(needs), {"text": "路灯太暗", "key": "1"})

    assert (answer.status_code, "路灯太暗" in answer.content.decode()) == (422, True)


def test_an_address_cannot_flood(client, needs):
    codes = [client.post(address(needs), {"text": f"意见{n}"}).status_code for n in range(6)]

    assert codes == [201] * 5 + [429]


def test_needs_show_neither_the_survey_nor_what_is_internal(client, needs):
    text = client.get(needs.get_absolute_url()).content.decode()

    assert ("清扫标准" in text, "内部风险" in text) == (True, False)
    assert address(needs) in text

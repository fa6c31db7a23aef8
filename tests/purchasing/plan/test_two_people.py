"""Two people in one draft see each other, and what the other saved, before either presses save."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from purchasing.models import PlanItem
from tests.factories.cases import plan
from tests.purchasing.plan.clerk import client_of, form_data, post_item

pytestmark = pytest.mark.django_db


def test_each_sees_the_other_and_what_was_saved_field_by_field(cast):
    row = plan(cast)
    post_item(cast, row)
    item = PlanItem.objects.get()
    row.refresh_from_db()
    opened = {"version": row.version}
    one, two = client_of(cast, "po1"), client_of(cast, "po2")

    alone = one.post(f"{item.get_absolute_url()}since/", opened).text
    with CaptureQueriesContext(connection) as asked:
        met = two.post(f"{item.get_absolute_url()}since/", opened).text
    changed = form_data(cast, row, title="同事改的标题", form_key="k2", **{"tasks-0-name": "机扫"})
    assert two.post(f"{item.get_absolute_url()}edit/", changed).status_code == 302
    told = one.post(f"{item.get_absolute_url()}since/", opened).text
    on_the_plan = one.post(f"{row.get_absolute_url()}since/", opened).text

    names = {login: cast.user(login).display_name for login in ("po1", "po2")}
    assert "同时在填写" not in alone
    assert f"{names['po1']}（道路清扫）" in met
    assert "data-saved-now" not in met
    assert len([s for s in asked if "session" not in s["sql"] and "accounts_" not in s["sql"].split("WHERE")[0]]) <= 3
    for part in (
        f"{names['po2']}保存了新的内容",
        f'data-version="{row.version + 1}"',
        'data-raw="同事改的标题"',
        "机扫",
    ):
        assert part in told, part
    assert 'data-cells="[[&quot;机扫&quot;, &quot;㎡&quot;, &quot;500.00&quot;, &quot;2.00&quot;]]"' in told
    assert "请刷新页面" in on_the_plan


def test_a_stranger_learns_nothing(cast):
    row = plan(cast)

    assert client_of(cast, "s1").post(f"{row.get_absolute_url()}since/", {"version": 0}).status_code in (403, 404)

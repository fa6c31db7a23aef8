"""Changes of rules and of the calendar in any state, by the first clerk of finance."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from catalog.rulebook.models import RuleDraft
from catalog.workdays.models import CalendarDraft
from portal.demo.cast import Cast
from portal.statutes.models import RuleVersion
from portal.values import clock
from portal.workflow.perform import writing_states

NOTICE_2027 = """国务院办公厅关于2027年部分节假日安排的通知（示例）
经国务院批准，现将2027年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
"""
"""An invented arrangement of 2027, in the form of the State Council's."""


def made_version() -> RuleVersion:
    """A version for a row that rests in `approved` without having gone through approval."""
    return RuleVersion.objects.get(code="R-31-notice")


def rule_draft(cast: Cast, *, state: str = "draft", **fields: Any) -> RuleDraft:
    """R-31-notice from two working days to three, set by the city, from a month ahead."""
    values: dict[str, Any] = {
        "finance": cast.organisations["finance"],
        "code": "R-31-notice",
        "jurisdiction": "city",
        "title_zh": "公告中标结果（示例）",
        "value": 3,
        "unit": "workday",
        "min_or_max": "max",
        "instrument": "本市规定（虚构）",
        "article": "第一条",
        "source_mark": "D",
        "effective_from": clock.today() + timedelta(days=30),
        "author": cast.user("fo1"),
    }
    if state == "approved":
        values |= {"approved_by": cast.user("fa1"), "made": made_version()}
    row = RuleDraft(**(values | fields), state=state)
    with transaction.atomic(), writing_states():
        row.save()
    row.refresh_from_db()
    return row


def calendar_draft(cast: Cast, *, state: str = "draft", **fields: Any) -> CalendarDraft:
    values: dict[str, Any] = {
        "finance": cast.organisations["finance"],
        "year": 2027,
        "cites": "放假安排通知（虚构）",
        "notice": NOTICE_2027,
        "author": cast.user("fo1"),
    }
    if state == "approved":
        values |= {"approved_by": cast.user("fa1")}
    row = CalendarDraft(**(values | fields), state=state)
    with transaction.atomic(), writing_states():
        row.save()
    return row

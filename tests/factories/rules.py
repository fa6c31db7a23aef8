"""A version of a rule that the city has set, which wins over the state's and the portal's own."""

from datetime import date
from typing import Any

from portal.statutes.models import RuleVersion


def city_rule(code: str, value: str, **fields: Any) -> RuleVersion:
    """The named rule with another value from 2015 on, in the unit it has everywhere."""
    known = RuleVersion.objects.filter(code=code).order_by("effective_from")[0]
    return RuleVersion.objects.create(
        **{
            "code": code,
            "title_zh": known.title_zh,
            "value": value,
            "unit": known.unit,
            "min_or_max": known.min_or_max,
            "cites": "本市规定（示例）",
            "jurisdiction": "city",
            "effective_from": date(2015, 1, 1),
            "source_mark": "D",
            "created_by": "财政经办甲",
            "approved_by": "财政审批",
            **fields,
        }
    )

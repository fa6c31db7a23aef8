"""The periods of a contract and what is due for each, fixed when it is signed."""

from __future__ import annotations

import calendar
from datetime import date

from contracts.acceptance.models import Acceptance
from contracts.contract.models import Contract
from contracts.contract.queries import months_in
from portal import statutes
from portal.values.money import instalments


def months_between(first: date, last: date, count: int) -> list[tuple[date, date]]:
    """`count` consecutive periods of whole months from `first`; the last one ends on `last`."""
    step = max(months_in(first, last) // count, 1)
    starts = [_add_months(first, step * n) for n in range(count)]
    ends = [date.fromordinal(start.toordinal() - 1) for start in starts[1:]] + [last]
    return list(zip(starts, ends, strict=True))


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def planned(contract: Contract) -> list[Acceptance]:
    """One acceptance a period, for the usual day after it (D-acceptance-day); instalments half up, the last takes the rest."""
    amounts = instalments(contract.amount, contract.instalments)
    periods = months_between(contract.starts_on, contract.ends_on, contract.instalments)
    return [
        Acceptance(
            contract=contract,
            period=number,
            period_from=start,
            period_to=end,
            planned_on=statutes.due("D-acceptance-day", end).date,
            instalment=amount,
        )
        for number, ((start, end), amount) in enumerate(zip(periods, amounts, strict=True), start=1)
    ]

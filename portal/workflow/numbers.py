"""Document numbers without gaps: one locked row a series and year, taken inside the act that uses the number."""

from portal.workflow.models import NumberSeries


def next_number(series: str, year: int) -> int:
    """The next number of the series in that year; call inside the act's transaction."""
    return next_numbers(series, year, 1)[0]


def next_numbers(series: str, year: int, count: int) -> range:
    """The next `count` numbers, taken in one step."""
    NumberSeries.objects.get_or_create(series=series, year=year)
    row = NumberSeries.objects.select_for_update().get(series=series, year=year)
    first, row.last = row.last + 1, row.last + count
    row.save(update_fields=["last"])
    return range(first, row.last + 1)

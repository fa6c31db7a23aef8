"""Document numbers without gaps: one locked row a series and year, taken inside the act that uses the number."""

from portal.workflow.models import NumberSeries


def next_number(series: str, year: int) -> int:
    """The next number of the series in that year; call inside the act's transaction."""
    NumberSeries.objects.get_or_create(series=series, year=year)
    row = NumberSeries.objects.select_for_update().get(series=series, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last

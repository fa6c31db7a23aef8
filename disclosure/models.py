"""The app's models, gathered from its aggregates."""

from disclosure.item.models import DisclosureItem, SiteVersion, YearFigure

__all__ = ["DisclosureItem", "SiteVersion", "YearFigure"]

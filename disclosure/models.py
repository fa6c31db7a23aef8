"""The app's models, gathered from its aggregates."""

from disclosure.item.models import DisclosureItem, SiteVersion, YearFigure
from disclosure.ocds.models import OcdsRelease

__all__ = ["DisclosureItem", "OcdsRelease", "SiteVersion", "YearFigure"]

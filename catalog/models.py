"""The models of the app's aggregates, gathered so that it is one Django app with one line of migrations."""

from catalog.catalogue.models import Catalogue, CatalogueItem
from catalog.rulebook.models import RuleDraft
from catalog.workdays.models import CalendarDraft

__all__ = ["CalendarDraft", "Catalogue", "CatalogueItem", "RuleDraft"]

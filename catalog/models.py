"""The models of the app's aggregates, gathered so that it is one Django app with one line of migrations."""

from catalog.catalogue.models import Catalogue, CatalogueItem

__all__ = ["Catalogue", "CatalogueItem"]

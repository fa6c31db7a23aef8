"""One queryset and one filter form as table, facets, stable pages and downloads of exactly what is filtered."""

from portal.ui.listing.columns import Column, Facet, Sort
from portal.ui.listing.page import ListPage, listing

__all__ = ["Column", "Facet", "ListPage", "Sort", "listing"]

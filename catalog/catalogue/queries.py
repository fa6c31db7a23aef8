"""Reads of the catalogue: the version and wordings in force on a day, the tree, the history of a code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from catalog.catalogue.models import Catalogue, CatalogueItem
from portal.values.text import search_key


@dataclass
class Branch:
    """An item of the tree with what stands under it. `hit` says that the search found this very item."""

    item: CatalogueItem
    branches: list[Branch] = field(default_factory=list)
    hit: bool = False

    @property
    def has_hit(self) -> bool:
        """True if the search found this item or anything under it."""
        return self.hit or any(branch.has_hit for branch in self.branches)

    @property
    def leaves(self) -> int:
        """How many level-3 items stand here, itself included."""
        own = int(self.item.level == CatalogueItem.Level.ITEM)
        return own + sum(branch.leaves for branch in self.branches)


def in_force(day: date) -> QuerySet[CatalogueItem]:
    """The wordings in force on a day, by code."""
    return CatalogueItem.objects.filter(Q(effective_to__isnull=True) | Q(effective_to__gt=day), effective_from__lte=day)


def purchasable(day: date) -> QuerySet[CatalogueItem]:
    """The level-3 items in force on a day: what a plan item may name."""
    return in_force(day).filter(level=CatalogueItem.Level.ITEM)


def item_on(code: str, day: date) -> CatalogueItem | None:
    """The wording of a code on a day, with its parents."""
    return in_force(day).filter(code=code).select_related("parent__parent", "catalogue").first()


def wordings(code: str) -> QuerySet[CatalogueItem]:
    """Every wording a code ever had, the newest first."""
    return (
        CatalogueItem.objects.filter(code=code)
        .select_related("parent__parent", "catalogue")
        .order_by("-effective_from")
    )


def version_on(day: date) -> Catalogue | None:
    """The version in force on a day."""
    return Catalogue.objects.filter(
        Q(effective_to__isnull=True) | Q(effective_to__gt=day), effective_from__lte=day
    ).first()


def tree(day: date, search: str = "") -> list[Branch]:
    """The catalogue of a day as a tree, in one statement.

    A search keeps the items in whose code, names or standard every word of it occurs, with all above them and, for a
    found group, all below it.
    """
    words = search_key(search).split()
    roots: list[Branch] = []
    by_code: dict[str, Branch] = {}
    for item in in_force(day):
        branch = Branch(item, hit=bool(words) and _matches(item, words))
        by_code[item.code] = branch
        above = by_code.get(parent_code(item.code))
        (above.branches if above else roots).append(branch)
    return _pruned(roots) if words else roots


def parent_code(code: str) -> str:
    """ "A" for "A01", "A01" for "A0101", nothing for "A"."""
    return {1: "", 3: code[:1]}.get(len(code), code[:3])


def _matches(item: CatalogueItem, words: Iterable[str]) -> bool:
    text = search_key(f"{item.code} {item.name_zh} {item.name_en} {item.service_standard}")
    return all(word in text for word in words)


def _pruned(branches: list[Branch]) -> list[Branch]:
    kept = [branch for branch in branches if branch.has_hit]
    for branch in kept:
        found_below = _pruned(branch.branches)
        if found_below or not branch.hit:
            branch.branches = found_below
    return kept


def hits(branches: Iterable[Branch]) -> int:
    """How many items of a pruned tree the search found."""
    return sum(branch.hit + hits(branch.branches) for branch in branches)

"""Bring the rule files into the database: new versions are added, versions in force are never changed, only ended.

What finance has decided in the portal comes first. A version of the files that runs into such a version ends where that
begins; one that begins while it holds is left out. Both are said (`=`), and nothing that finance decided is touched.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict

from portal.statutes.models import RuleVersion
from portal.values import clock

RULES = Path(__file__).parent / "rules"
AUTHOR = "规则文件"

# What a version says, and with it what may not change once it is in force; the rest describes it.
_SUBSTANCE = ("value", "unit", "min_or_max", "inclusive", "applies_to")
_DESCRIPTION = ("title_zh", "cites", "source_mark", "note", "words")
_KEY = ("code", "jurisdiction", "effective_from")
_DEFAULTS: dict[str, Any] = {"inclusive": True, "applies_to": "", "note": "", "words": [], "effective_to": None}

Key = tuple[str, str, date]


class RuleFileError(ValueError):
    """A rule file that cannot be read as rules; the message names file and rule."""


@dataclass
class Difference:
    """What a sync does: one line a version. With refusals nothing is done."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    yielded: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def lines(self) -> list[str]:
        marks = (
            ("+", self.added), ("~", self.changed), ("-", self.removed), ("=", self.yielded), ("!", self.refused),
        )  # fmt: skip
        return [f"{mark} {line}" for mark, lines in marks for line in lines]


def read(files: Iterable[Path]) -> list[RuleVersion]:
    """The versions of the files, unsaved. Raises RuleFileError."""
    return [version for path in sorted(files) for version in _read_one(path)]


def _read_one(path: Path) -> list[RuleVersion]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleFileError(f"{path.name}: {error}") from error
    return [_version(path.name, content.get("jurisdiction", ""), entry) for entry in content.get("rule", [])]


def _version(file: str, jurisdiction: str, entry: dict[str, Any]) -> RuleVersion:
    name = f"{file}: {entry.get('code', '?')}"
    known = {*_SUBSTANCE, *_DESCRIPTION, *_KEY, "effective_to"}
    unknown = sorted(set(entry) - known)
    missing = sorted(known - set(entry) - set(_DEFAULTS) - {"jurisdiction"})
    if unknown or missing:
        raise RuleFileError(f"{name}: unknown keys {unknown}, missing keys {missing}")
    fields = {"jurisdiction": jurisdiction, **_DEFAULTS, **entry}
    version = RuleVersion(**{**fields, "value": Decimal(fields["value"])}, created_by=AUTHOR, approved_by=AUTHOR)
    try:
        version.clean_fields()
    except ValidationError as error:
        raise RuleFileError(f"{name}: {error.message_dict}") from error
    return version


def sync(directory: Path = RULES, *, dry_run: bool = False) -> Difference:
    """Make the database hold the versions of the files in `directory`, all or nothing; safe to run again.

    A version in force today keeps its substance for ever: a differing file is refused, ending the version is not. Rows
    that came by another way (decided by finance in the portal) are left alone, and the files yield to them. Raises
    RuleFileError.
    """
    wanted = read(directory.glob("*.toml"))
    with transaction.atomic():
        rows = list(RuleVersion.objects.select_for_update())
        held = {_key(row): row for row in rows if row.created_by == AUTHOR}
        wanted, yielded = _yield_to([row for row in rows if row.created_by != AUTHOR], wanted)
        difference = _compare(wanted, held, clock.today())
        difference.yielded = yielded
        if not (dry_run or difference.refused):
            _write(wanted, held)
    return difference


def _yield_to(decided: list[RuleVersion], wanted: list[RuleVersion]) -> tuple[list[RuleVersion], list[str]]:
    """The versions of the files as they stand beside what finance has decided, and what that changed, a line each."""
    kept: list[RuleVersion] = []
    said: list[str] = []
    for version in wanted:
        rivals = [d for d in decided if _same_rule(d, version) and _overlap(d, version)]
        if any(rival.effective_from <= version.effective_from for rival in rivals):
            said.append(f"{_name(version)}: left out, finance has decided otherwise in the portal")
            continue
        if rivals:
            version.effective_to = min(rival.effective_from for rival in rivals)
            said.append(f"{_name(version)}: ends {version.effective_to}, finance has decided what follows")
        kept.append(version)
    return kept, said


def _same_rule(one: RuleVersion, other: RuleVersion) -> bool:
    published = RuleVersion.Status.PUBLISHED
    return one.status == published and (one.code, one.jurisdiction) == (other.code, other.jurisdiction)


def _overlap(one: RuleVersion, other: RuleVersion) -> bool:
    return (other.effective_to is None or one.effective_from < other.effective_to) and (
        one.effective_to is None or other.effective_from < one.effective_to
    )


def _key(version: RuleVersion) -> Key:
    return (version.code, version.jurisdiction, version.effective_from)


def _name(version: RuleVersion) -> str:
    return f"{version.code} ({version.jurisdiction}, {version.effective_from})"


def _changes(old: RuleVersion, new: RuleVersion) -> dict[str, tuple[Any, Any]]:
    before, after = model_to_dict(old), model_to_dict(new)
    names = (*_SUBSTANCE, *_DESCRIPTION, "effective_to")
    return {name: (before[name], after[name]) for name in names if before[name] != after[name]}


def _compare(wanted: list[RuleVersion], held: dict[Key, RuleVersion], today: date) -> Difference:
    difference = Difference()
    keys = [_key(version) for version in wanted]
    for repeated in sorted({key for key in keys if keys.count(key) > 1}):
        difference.refused.append(f"{repeated[0]} ({repeated[1]}, {repeated[2]}): stands in the files twice")
    for version in wanted:
        old = held.get(_key(version))
        if old is None:
            difference.added.append(f"{_name(version)}: {version.value} {version.unit}, {version.cites}")
        else:
            _judge(old, _changes(old, version), today, difference)
    for key, old in held.items():
        if key not in set(keys):
            lines = difference.refused if old.effective_from <= today else difference.removed
            lines.append(f"{_name(old)}: no longer in the files")
    return difference


def _judge(old: RuleVersion, changes: dict[str, tuple[Any, Any]], today: date, difference: Difference) -> None:
    if not changes:
        difference.unchanged += 1
        return
    text = ", ".join(f"{name}: {before} -> {after}" for name, (before, after) in changes.items())
    frozen = set(changes) & set(_SUBSTANCE) or ("effective_to" in changes and old.effective_to is not None)
    if old.effective_from <= today and frozen:
        difference.refused.append(f"{_name(old)}: already in force, add a new version instead ({text})")
    else:
        difference.changed.append(f"{_name(old)}: {text}")


def _write(wanted: list[RuleVersion], held: dict[Key, RuleVersion]) -> None:
    """Ends before beginnings, so that a successor does not overlap the version it follows."""
    keys = {_key(version) for version in wanted}
    RuleVersion.objects.filter(pk__in=[row.pk for key, row in held.items() if key not in keys]).delete()
    for version in wanted:
        old = held.get(_key(version))
        if old is not None and _changes(old, version):
            version.pk = old.pk
            version.save(force_update=True)
    RuleVersion.objects.bulk_create([version for version in wanted if _key(version) not in held])

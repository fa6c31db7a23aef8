"""Who may read a file: asked of the aggregate it belongs to; nobody, where none has answered."""

from __future__ import annotations

from collections.abc import Callable

from portal.accounts.actor import Actor
from portal.files.models import StoredFile

Rule = Callable[[Actor | None, StoredFile], bool]
_RULES: dict[str, Rule] = {}


def register_access(subject_label: str, rule: Rule) -> None:
    """Let an aggregate decide on the files of its model ("purchasing.bid"). Raises ValueError on a second rule."""
    label = subject_label.lower()
    if _RULES.get(label, rule) is not rule:
        raise ValueError(f"files of {label} have a rule already")
    _RULES[label] = rule


def may_read(actor: Actor | None, file: StoredFile) -> bool:
    """Public files: anyone. Others: whoever the subject's aggregate says, for anonymous readers too; default no."""
    if file.is_public:
        return True
    rule = _RULES.get(file.subject_label)
    return rule is not None and rule(actor, file)

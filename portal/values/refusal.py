"""What the portal says when it will not do something: a code, a sentence, the law and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Refusal:
    """One reason to refuse an act.

    `code` is stable and for tests and machines; `message` is a sentence for a clerk; `rule` a rule id such as
    "R-21"; `article` its citation; `next_step` what to do instead; `field` the form field it belongs to; `items` what
    is concerned, one by one, where a sentence would not hold it.
    """

    code: str
    message: str | _StrPromise
    rule: str = ""
    article: str = ""
    next_step: str | _StrPromise = ""
    field: str = ""
    items: tuple[str, ...] = ()


NOT_ALLOWED = Refusal("not-allowed", _("您的岗位不能办理此事项。"), next_step=_("请由有权的岗位办理。"))


class Refused(Exception):
    """Raised when an act is refused; carries every refusal found, not only the first."""

    def __init__(self, *refusals: Refusal) -> None:
        if not refusals:
            raise ValueError("Refused needs at least one refusal")
        self.refusals = refusals
        super().__init__("; ".join(f"{r.code}: {r.message}" for r in refusals))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(r.code for r in self.refusals)

    def __reduce__(self) -> tuple[type[Refused], tuple[Refusal, ...]]:
        return type(self), self.refusals


class Forbidden(Refused):
    """Refused because the person may not do it, whatever the state."""


def stale_version() -> Refused:
    """The refusal of an edit whose page was opened before somebody else saved."""
    return Refused(
        Refusal(
            "stale-version",
            _("这份内容在您打开之后已被他人修改，您的改动没有保存。"),
            next_step=_("请对照最新内容，重新提交您的改动。"),
        )
    )


def changed_since_read() -> Refused:
    """The refusal of a decision on a text that was read before somebody else saved."""
    return Refused(
        Refusal(
            "changed-since-read",
            _("这份内容在您阅读之后已被他人修改，此步没有办理。"),
            next_step=_("请先打开查看最新内容；看过之后可以在本页再次确认。"),
        )
    )

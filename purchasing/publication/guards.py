"""Nothing is released before a second person has checked it for secrets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.publication.models import Publication, State
from purchasing.publication.queries import fingerprint_of, head_is_needed, publication_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def secrecy_is_checked(kind: str) -> Callable[[Any, Act], Refusal | None]:
    """Guard for the transition that makes a subject public: its publication of `kind` has passed the check."""

    def guard(subject: Any, act: Act) -> Refusal | None:
        """A second person of the unit has checked the text for secrets (政府信息公开条例 第十七条)."""
        publication = publication_of(subject, kind)
        if publication is not None and publication.state == State.CHECKED:
            return None
        missing, next_step = _what_is_missing(publication)
        return Refusal(
            "secrecy-unchecked", missing, rule="SD12", article="政府信息公开条例 第十七条", next_step=next_step
        )

    return guard


def _what_is_missing(publication: Publication | None) -> tuple[_StrPromise, _StrPromise]:
    """What stands in the way of a release, and who goes on."""
    if publication is None:
        return _("公开稿还没有起草。"), _("请先起草公开稿（中标结果公告由代理机构起草），再由本单位第二人作保密审查。")
    if publication.state == State.RETURNED:
        return _("公开稿在保密审查中被退回。"), _("请起草人修改或说明后重新送审。")
    return (
        _("公开稿尚未通过第二人的保密审查。"),
        _("请本单位另一位经办在“待办”中完成保密审查；没有其他经办的，由单位负责人审查。"),
    )


def checker_is_not_author(publication: Publication, act: Act) -> Refusal | None:
    """The person who checks the text for secrets is not the one whose text it is."""
    if publication.author_id not in act.people:
        return None
    return Refusal(
        "separation-of-duties",
        _("公开稿由您起草，保密审查应由本单位另一人办理。"),
        rule="SD12",
        article="政府信息公开条例 第十七条",
        next_step=_("请本单位另一位经办办理；没有其他经办的，由单位负责人办理。"),
    )


def text_is_as_checked(publication: Publication, act: Act) -> Refusal | None:
    """What is released is the very text that the second person passed (政府信息公开条例 第十七条)."""
    if publication.checked_text == fingerprint_of(publication):
        return None
    return Refusal(
        "text-changed",
        _("“%(title)s”的内容在保密审查之后已修改，不能发布。") % {"title": publication.title},
        rule="SD12",
        article="政府信息公开条例 第十七条",
        next_step=_("公开稿会自动退回审查；请本单位另一位经办按新内容审查后再发布。"),
    )


def others_have_changed(publication: Publication, act: Act) -> Refusal | None:
    """The last clerk who might check the text, or put it up again, has left office, or one is there again."""
    if publication.head_checks != head_is_needed(publication, publication.state, clock.day_of(act.at)):
        return None
    return Refusal("checker-stands", _("审查人没有变化。"))


def text_has_changed(publication: Publication, act: Act) -> Refusal | None:
    """The text is no longer the one that was checked, so that it goes to the check again."""
    if publication.checked_text != fingerprint_of(publication):
        return None
    return Refusal("text-unchanged", _("内容与审查时一致，无需重新审查。"))

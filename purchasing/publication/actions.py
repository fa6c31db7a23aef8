"""Writes of publications; other aggregates draft and release through these."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.values import clock
from portal.values.refusal import Refusal, Refused
from portal.values.subject import root_of
from portal.workflow.act import Act
from purchasing.publication.flow import PUBLICATION
from purchasing.publication.models import Publication, State
from purchasing.publication.queries import fingerprint_of, head_is_needed, publication_of, subject_of
from purchasing.purchaser.models import Purchaser

Consequence = Callable[[Any, Act], None]
_consequences: dict[str, Consequence] = {}


def when_released(kind: str) -> Callable[[Consequence], Consequence]:
    """Let an aggregate move its subject in the very act that releases its publication: `(subject, act)`."""

    def register(consequence: Consequence) -> Consequence:
        if _consequences.setdefault(kind, consequence) is not consequence:
            raise ValueError(f"the release of {kind} has a consequence already")
        return consequence

    return register


def draft_publication(
    act: Act,
    subject: models.Model,
    kind: str,
    *,
    title: str,
    purchaser: Purchaser,
    ocid: str = "",
    not_before: datetime | None = None,
    author: User | None = None,
    changed: bool = False,
    again: bool = False,
) -> Publication:
    """Put a text up for the secrecy check; `not_before` set means that the sweep releases it once checked.

    `author` is whose text it is, where that is not the person acting; the author may not check it.
    `changed` says that the text is no longer the one that was checked, so that it is checked again; whoever changed
    it is an author of it, and does not check it. `again` lets a text that has been released be followed by another.
    """
    existing = publication_of(subject, kind)
    follows = again and existing is not None and existing.state == State.RELEASED
    if existing is not None and not follows:
        rewritten = changed and existing.state == State.DRAFTED and act.user not in (None, existing.author)
        if rewritten or existing.state == State.RETURNED or (changed and existing.state == State.CHECKED):
            act.perform_as_system(PUBLICATION, existing, "redraft")
        return existing
    publication = Publication(
        purchaser=purchaser,
        kind=kind,
        subject_label=subject._meta.label_lower,
        subject_pk=str(subject.pk),
        root=root_of(subject),
        ocid=ocid,
        title=title,
        author=author or act.user,
        not_before=not_before,
        round=existing.round + 1 if existing else 1,
    )
    _choose_checker(publication, act)
    act.begin(PUBLICATION, publication)
    return publication


def release_publication(act: Act, subject: models.Model, kind: str) -> None:
    """Release the checked text as a consequence of the officer's act (its guard has seen to the check)."""
    publication = publication_of(subject, kind)
    assert publication is not None, "the transition lacks the guard secrecy_is_checked"
    act.perform_as_system(PUBLICATION, publication, "release")


@PUBLICATION.performs("check")
def check(publication: Publication, act: Act, *, text: str) -> None:
    """Pass the text whose fingerprint is `text`: what the checker had on the screen. Raises Refused ("text-changed")."""
    if text != fingerprint_of(publication):
        raise Refused(
            Refusal(
                "text-changed",
                _("内容已在您查看后修改，请重新查看。"),
                rule="SD12",
                next_step=_("下面是现在的内容，核对后再通过。"),
            )
        )
    publication.checked_by, publication.checked_at, publication.reason = act.user, act.at, ""
    publication.checked_text = text


@PUBLICATION.performs("send_back")
def send_back(publication: Publication, act: Act, *, reason: str) -> None:
    publication.reason = reason
    publication.head_checks = head_is_needed(publication, State.RETURNED, clock.day_of(act.at), *_acting(act))


@PUBLICATION.performs("resubmit")
def resubmit(publication: Publication, act: Act, **data: Any) -> None:
    """The text goes to the check again as it stands; the remark says why it may."""
    _choose_checker(publication, act)


@PUBLICATION.performs("redraft")
def redraft(publication: Publication, act: Act) -> None:
    publication.author = act.user
    _forget_check(publication)
    _choose_checker(publication, act)


@PUBLICATION.performs("recheck")
def recheck(publication: Publication, act: Act) -> None:
    """The sweep found another text than the one that was checked, whoever changed it."""
    _forget_check(publication)
    _choose_checker(publication, act)


@PUBLICATION.performs("choose_anew")
def choose_anew(publication: Publication, act: Act) -> None:
    """The sweep found that the last clerk who might has left, or that one is there again."""
    publication.head_checks = head_is_needed(publication, publication.state, clock.day_of(act.at))


def _choose_checker(publication: Publication, act: Act) -> None:
    """The unit's head checks a text only where every clerk in office is an author of it; whoever acts now is one."""
    publication.put_up_at = act.at
    publication.head_checks = head_is_needed(publication, State.DRAFTED, clock.day_of(act.at), *_acting(act))


def _acting(act: Act) -> list[int]:
    return list(act.people)


def _forget_check(publication: Publication) -> None:
    publication.checked_by, publication.checked_at, publication.checked_text = None, None, ""


@PUBLICATION.performs("release")
def release(publication: Publication, act: Act) -> None:
    publication.released_at = act.at
    if consequence := _consequences.get(publication.kind):
        consequence(subject_of(publication), act)

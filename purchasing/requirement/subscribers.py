"""Who is told as a requirement moves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import subscribe
from portal.outbox.models import Event
from portal.values import clock
from purchasing.requirement.models import Requirement


def _subject(event: Event) -> Requirement:
    return Requirement.objects.select_related("plan_item__plan__purchaser", "author").get(pk=event.subject_pk)


@subscribe("requirement.finish_survey", "requirement.pass_general_review", effect=_("本单位经办和主管单位会收到通知。"))
def tell_reviewers(event: Event) -> None:
    requirement = _subject(event)
    purchaser = requirement.plan_item.plan.purchaser
    people = [(purchaser.organization_id, Role.PURCHASER_CLERK), (purchaser.organization_id, Role.PURCHASER_APPOINTEE)]
    if purchaser.budget_supervisor_id:
        people.append((purchaser.budget_supervisor_id, Role.BUDGET_SUPERVISOR))
    tell(
        event=event,
        title=_("采购需求待审查：%(title)s") % {"title": requirement},
        body=_("请相关部门提交审查意见。"),
        url=requirement.get_absolute_url(),
        memberships=people,
    )


@subscribe("requirement.pass_key_review", effect=_("法律顾问会收到通知。"))
def tell_counsel(event: Event) -> None:
    requirement = _subject(event)
    tell(
        event=event,
        title=_("合同文本待审定：%(title)s") % {"title": requirement},
        url=requirement.get_absolute_url(),
        memberships=[(None, Role.COUNSEL)],
    )


@subscribe("requirement.send_back", effect=_("编制人会收到退回理由。"))
def tell_author_sent_back(event: Event) -> None:
    requirement = _subject(event)
    tell(
        event=event,
        title=_("采购需求被退回：%(title)s") % {"title": requirement},
        body=requirement.reason,
        url=requirement.get_absolute_url(),
        users=[requirement.author],
    )


@subscribe("requirement.open_comment", effect=_("需求文本公开，公众可在期内提出意见；主管单位会收到通知。"))
def tell_comment_is_open(event: Event) -> None:
    requirement = _subject(event)
    purchaser = requirement.plan_item.plan.purchaser
    tell(
        event=event,
        title=_("采购需求正在公开征求意见：%(title)s") % {"title": requirement},
        url=requirement.get_absolute_url(),
        users=[requirement.author],
        memberships=[(purchaser.budget_supervisor_id, Role.BUDGET_SUPERVISOR)]
        if purchaser.budget_supervisor_id
        else [],
    )


@subscribe("requirement.commented", effect="")
def tell_of_comments(event: Event) -> None:
    """Once a day, whatever number of comments comes in."""
    requirement = _subject(event)
    tell(
        event=event,
        key=f"requirement.commented:{requirement.pk}:{clock.day_of(event.at)}",
        title=_("公众对采购需求提出了意见：%(title)s") % {"title": requirement},
        body=_("请逐条答复；答复与意见一并公布。"),
        url=requirement.get_absolute_url(),
        users=[requirement.author],
    )


@subscribe("requirement.freeze", effect=_("经办会收到通知，可以备案实施计划。"))
def tell_frozen(event: Event) -> None:
    requirement = _subject(event)
    tell(
        event=event,
        title=_("采购需求已定稿：%(title)s") % {"title": requirement},
        body=_("单位负责人可以备案实施计划并启动采购。"),
        url=requirement.plan_item.get_absolute_url(),
        users=[requirement.author],
        memberships=[(requirement.plan_item.plan.purchaser.organization_id, Role.PURCHASER_HEAD)],
    )

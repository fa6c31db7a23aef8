"""Who is told as a procurement moves, and the papers that follow from it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import SYSTEM, Actor
from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import subscribe
from portal.outbox.models import Event
from portal.reports.actions import reports_of, request_report
from portal.workflow.act import Act
from purchasing.procurement.actions import draft_termination
from purchasing.procurement.models import Procurement
from purchasing.procurement.reports import notice_context


def _subject(event: Event) -> Procurement:
    rows = Procurement.objects.select_related("purchaser__organization", "agency")
    return rows.get(pk=event.subject_pk)


def act_of(event: Event) -> Act:
    """The act that caused an event, for what is written as its consequence."""
    user = User.objects.filter(pk=event.user_id or 0).first()
    membership = Membership.objects.select_related("organization").filter(pk=event.membership_id or 0).first()
    return Act(Actor(user, membership) if user else SYSTEM, event.at)


def _unit(procurement: Procurement) -> list[tuple[int, Role]]:
    organisation = procurement.purchaser.organization_id
    return [(organisation, Role.PURCHASER_CLERK), (organisation, Role.PURCHASER_HEAD)]


@subscribe("procurement.begun", effect=_("代理机构和被任命的人员会收到通知。"))
def tell_agency_and_appointees(event: Event) -> None:
    procurement = _subject(event)
    tell(
        event=event,
        title=_("采购项目已启动：%(title)s") % {"title": procurement.title},
        body=_("实施计划备案号 %(number)s。请在平台办理。") % {"number": procurement.filing_number},
        url=procurement.get_absolute_url(),
        users=User.objects.filter(appointments__procurement=procurement).distinct(),
        memberships=[(procurement.agency_id, Role.AGENT)],
    )


@subscribe("procurement.prepare_document", effect=_("采购单位会收到通知，公告稿进入保密审查。"))
def tell_unit_document_is_ready(event: Event) -> None:
    procurement = _subject(event)
    tell(
        event=event,
        title=_("采购文件已定稿，待发布：%(title)s") % {"title": procurement.title},
        body=_("请完成公告稿的保密审查，由单位负责人发布。"),
        url=procurement.get_absolute_url(),
        memberships=_unit(procurement),
    )


@subscribe("procurement.rework_document", effect=_("代理机构会收到通知。"))
def tell_agency_to_rework(event: Event) -> None:
    procurement = _subject(event)
    tell(
        event=event,
        title=_("采购文件被退回修改：%(title)s") % {"title": procurement.title},
        body=procurement.document.return_reason,
        url=procurement.get_absolute_url(),
        memberships=[(procurement.agency_id, Role.AGENT)],
    )


@subscribe("procurement.announce", effect=_("生成采购公告 PDF，任何人可以核验；采购单位和代理机构会收到通知。"))
def issue_notice(event: Event) -> None:
    procurement = _subject(event)
    if not reports_of(procurement, "tender_notice").exists():
        request_report("tender_notice", procurement, notice_context(procurement), act=act_of(event), public=True)
    tell(
        event=event,
        title=_("采购公告已发布：%(title)s") % {"title": procurement.title},
        url=procurement.get_absolute_url(),
        memberships=[*_unit(procurement), (procurement.agency_id, Role.AGENT)],
    )


@subscribe(
    "procurement.void", "procurement.terminate", effect=_("代理机构和财政部门会收到通知；终止公告在保密审查后公开。")
)
def tell_of_the_end(event: Event) -> None:
    procurement = _subject(event)
    tell(
        event=event,
        title=_("采购项目已终止：%(title)s") % {"title": procurement.title},
        body=procurement.end_reason,
        url=procurement.get_absolute_url(),
        memberships=[
            *_unit(procurement),
            (procurement.agency_id, Role.AGENT),
            (procurement.purchaser.finance_id, Role.FINANCE_CLERK),
        ],
    )


@subscribe("procurement.fail_insufficient", effect=_("终止公告送保密审查，审查后公开。"))
def put_up_termination(event: Event) -> None:
    """Nobody acts when a tender fails for too few bids, so the notice of it is drafted here and checked by a person."""
    procurement = _subject(event)
    draft_termination(act_of(event), procurement)
    tell(
        event=event,
        title=_("投标人不足，本项目流标：%(title)s") % {"title": procurement.title},
        body=_("请完成终止公告的保密审查，并决定重新招标或申请变更采购方式。"),
        url=procurement.get_absolute_url(),
        memberships=[*_unit(procurement), (procurement.agency_id, Role.AGENT)],
    )

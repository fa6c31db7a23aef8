"""Who is told as the review goes on, and its report. Nobody outside the committee is told a member's name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import subscribe
from portal.outbox.models import Event
from portal.reports.actions import reports_of, request_report
from purchasing.procurement.models import Procurement
from purchasing.procurement.queries import minimum_bidders
from purchasing.procurement.subscribers import act_of
from purchasing.review import queries
from purchasing.review.reports import KIND, report_context
from purchasing.tender.queries import holders


def _subject(event: Event) -> Procurement:
    return Procurement.objects.select_related("purchaser__organization", "agency").get(pk=event.subject_pk)


def _members(procurement: Procurement) -> list[User]:
    return [member.user for member in queries.members_of(procurement)]


@subscribe("review.drawn", effect=_("被抽中的专家和采购人代表会收到通知，监督人员会收到见证通知。"))
def call_members(event: Event) -> None:
    """Calls those whom this draw has seated. The titles say nothing but the project: a member's own message is the only
    place that calls him one."""
    procurement = _subject(event)
    called = queries.sitting(procurement).filter(seated_at=event.at)
    tell(
        event=event,
        title=_("请参加评审：%(title)s") % {"title": procurement.title},
        body=_("您已进入本项目评标委员会。请先在“我的评审”中签署回避声明；名单在结果公告前保密。"),
        url="/desk/reviews/",
        users=[member.user for member in called],
    )
    if procurement.committee.watched_at is not None:
        return
    tell(
        event=event,
        key=f"watch:{event.pk}",
        title=_("请见证专家抽取：%(title)s") % {"title": procurement.title},
        url=f"/desk/procurements/{procurement.ocid}/committee/",
        memberships=[(None, Role.SUPERVISOR)],
    )


@subscribe("review.stepped_back", effect=_("代理机构会收到补足评委的通知，监督人员同时知晓。"))
def ask_for_another(event: Event) -> None:
    procurement = _subject(event)
    tell(
        event=event,
        title=_("有评委退出评审，请补足：%(title)s") % {"title": procurement.title},
        body=_("缺专家的，请补抽；缺采购人代表的，请采购人增派后再补足。"),
        url=f"/desk/procurements/{procurement.ocid}/committee/",
        memberships=[(procurement.agency_id, Role.AGENT), (None, Role.SUPERVISOR)],
    )


@subscribe("procurement.start_review", effect=_("全体评委会收到通知，合格投标人的投标文件对评委开放。"))
def open_review(event: Event) -> None:
    procurement = _subject(event)
    tell(
        event=event,
        title=_("评审开始：%(title)s") % {"title": procurement.title},
        body=_("请先逐一填写符合性结论，全体评委完成后再打分。"),
        url="/desk/reviews/",
        users=_members(procurement),
    )


@subscribe("review.recheck", effect=_("全体评委会收到客观分复核通知。"))
def call_for_recheck(event: Event) -> None:
    procurement = _subject(event)
    tell(
        event=event,
        title=_("客观分不一致，请复核：%(title)s") % {"title": procurement.title},
        body=_("各评委在客观分项上打分不一致，签署报告前须当场改正。评分表已为这些分项重新开放。"),
        url="/desk/reviews/",
        users=_members(procurement),
    )


@subscribe("review.ranked", effect=_("全体评委会收到签署评审报告的通知。"))
def call_for_signature(event: Event) -> None:
    procurement = _subject(event)
    tell(
        event=event,
        title=_("评分已汇总，请签署评审报告：%(title)s") % {"title": procurement.title},
        url="/desk/reviews/",
        users=_members(procurement),
    )


@subscribe("review.too_few_conform", effect=_("采购单位负责人和代理机构会收到依法废标的通知。"))
def ask_to_void(event: Event) -> None:
    procurement = _subject(event)
    tell(
        event=event,
        title=_("实质性响应的投标人不足 %(least)s 家，应予废标：%(title)s")
        % {"least": minimum_bidders(procurement).whole, "title": procurement.title},
        body=_(
            "评标委员会完成符合性审查后，有效投标人不足法定数量，不能推荐中标候选人。请单位负责人在项目页办理废标。"
        ),
        url=procurement.get_absolute_url(),
        memberships=[
            (procurement.purchaser.organization_id, Role.PURCHASER_HEAD),
            (procurement.agency_id, Role.AGENT),
        ],
    )


@subscribe("procurement.finish_review", effect=_("生成评审报告，采购单位和代理机构会收到通知；报告不公开。"))
def issue_report(event: Event) -> None:
    procurement = _subject(event)
    committee = procurement.committee
    if not reports_of(committee, KIND).exists():
        request_report(KIND, committee, report_context(procurement), act=act_of(event), public=False)
    unit = procurement.purchaser.organization_id
    tell(
        event=event,
        title=_("评审报告已签署：%(title)s") % {"title": procurement.title},
        body=_("请单位负责人在法定期限内按排序确定中标人。"),
        url=f"/desk/procurements/{procurement.ocid}/report/",
        memberships=[(unit, Role.PURCHASER_CLERK), (unit, Role.PURCHASER_HEAD), (procurement.agency_id, Role.AGENT)],
    )


@subscribe(
    "procurement.void",
    "procurement.terminate",
    "procurement.fail_insufficient",
    effect=_("获取过招标文件的供应商和已开启投标的供应商会收到理由，彼此不知道对方。"),
)
def tell_suppliers_of_the_end(event: Event) -> None:
    """Each is told alone: whoever obtained the document (O87 art. 29), and the bidders whose bids were opened."""
    procurement = _subject(event)
    bidders = procurement.bids.filter(state="opened").values_list("supplier__organization_id", flat=True)
    tell(
        event=event,
        key=f"end:{event.pk}",
        title=_("采购项目已结束（%(state)s）：%(title)s")
        % {"state": procurement.get_state_display(), "title": procurement.title},
        body=procurement.end_reason,
        users=holders(procurement),
        memberships=[(organisation, Role.SUPPLIER) for organisation in bidders],
    )

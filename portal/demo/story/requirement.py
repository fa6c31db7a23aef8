"""Story steps of the requirement: survey, public comment with answers, review by sections, counsel, freeze."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal.demo.cast import Cast
from portal.demo.story.intention import At, beijing, check_secrecy
from portal.values import clock
from portal.workflow.perform import perform
from purchasing.plan.models import PlanItem
from purchasing.publication.models import Kind
from purchasing.requirement.actions import (
    answer_comment,
    comment,
    edit_requirement,
    give_opinion,
    start_requirement,
)
from purchasing.requirement.flow import REQUIREMENT
from purchasing.requirement.models import Requirement


@dataclass(frozen=True)
class Said:
    """A public comment: when, by what name, and the answer it gets."""

    at: datetime
    name: str
    text: str
    answer: str


@dataclass(frozen=True)
class RequirementSpec:
    """Texts by field over what the plan fills in, subjects of the survey, comments, and who speaks for which section."""

    texts: dict[str, str] = field(default_factory=dict)
    survey: tuple[tuple[str, str], ...] = ()
    comments: tuple[Said, ...] = ()
    panel: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class RequirementDays:
    """When each step happens; None ends the story before it. Steps that an item does not need are left out by
    `simple_days`."""

    drafted: datetime
    surveyed: datetime | None = None
    checked: datetime | None = None
    opened: datetime | None = None
    comment_until: date | None = None
    answered: datetime | None = None
    reviewed: datetime | None = None
    counsel: datetime | None = None
    frozen: datetime | None = None


TEXTS = {
    "commercial": "服务期十二个月，自合同约定之日起算；按月验收、按月支付，支付期限自收到发票之日起三十日内。",
    "acceptance_terms": "每月考核一次，百分制。85 分及以上全额支付；80 至 84.99 分支付 98%；70 至 79.99 分支付 95%；"
    "60 至 69.99 分支付 90%；60 分以下限期整改，复验合格后支付。",
    "contract_terms": "一、服务内容与标准以采购文件和投标文件为准。二、合同价款按十二期平均支付，尾差计入最后一期。"
    "三、按月考核扣减。四、违约责任依照民法典。五、争议协商不成的，向合同履行地人民法院起诉。",
    "risk_plan": "服务中断时由单位组织应急保洁；承接主体无力履约的，按候选人顺序或重新采购补位。",
}
SC01 = RequirementSpec(
    texts={
        **TEXTS,
        "technical": "城区道路清扫保洁 2,400,000 平方米，每日两扫全天保洁；生活垃圾收运 36,500 吨，日产日清；"
        "公厕管护 25 座，每日开放不少于十六小时。作业车辆、人员按附表配备，并接入信息化监管。",
    },
    survey=(
        ("千窑城服（虚构）", "年作业面积三百万平方米，报价区间每平方米 2.5 至 2.7 元。"),
        ("碧瓷环境（虚构）", "承担过同类一体化作业，建议按月考核。"),
        ("青花物业（虚构）", "建议明确机械化作业率。"),
        ("浮梁洁城（虚构）", "关注付款周期，建议按月支付。"),
        ("昌江城洁（虚构）", "建议公厕管护按座计价。"),
    ),
    comments=(
        Said(
            beijing(2025, 1, 7, 19, 30), "陶阳里居民", "希望把背街小巷的清扫写进去，每天至少一次。",
            "已写入：背街小巷每日清扫不少于一次。",
        ),
        Said(
            beijing(2025, 1, 9, 8, 15), "", "公厕晚上关得太早。", "公厕开放时间已明确为每日不少于十六小时。",
        ),
    ),
    panel=(
        ("po2", "purchasing", "需求完整、指标可量化，未见倾向性条件。"),
        ("pf1", "finance", "预算测算与计划一致，支付条款合理。"),
        ("pb1", "business", "作业标准符合行业规范。"),
    ),
)  # fmt: skip
SC01_DAYS = RequirementDays(
    drafted=beijing(2025, 1, 2, 10),
    surveyed=beijing(2025, 1, 3, 16),
    checked=beijing(2025, 1, 3, 17),
    opened=beijing(2025, 1, 6, 9),
    comment_until=date(2025, 1, 13),
    answered=beijing(2025, 1, 14, 10),
    reviewed=beijing(2025, 1, 16, 10),
    counsel=beijing(2025, 1, 17, 10),
    frozen=beijing(2025, 1, 20, 9),
)


def simple_days(first: datetime, *, key: bool = True) -> RequirementDays:
    """A requirement on its shortest lawful path from a first day: comment of five days, frozen a fortnight later."""

    def later(days: int, hour: int) -> datetime:
        return (first + timedelta(days=days)).replace(hour=hour, minute=0)

    return RequirementDays(
        drafted=first, surveyed=later(1, 10), checked=later(1, 11), opened=later(2, 9),
        comment_until=(first + timedelta(days=7)).date(), answered=later(8, 9), reviewed=later(9, 10),
        counsel=later(10, 10) if key else None, frozen=later(12, 9),
    )  # fmt: skip


def write_requirement(
    cast: Cast, item: PlanItem, spec: RequirementSpec, days: RequirementDays, *, clerk: str = "po1", second: str = "po2",
    head: str = "ph1", counsel: str = "lc1", at: At = clock.at,
) -> Requirement:  # fmt: skip
    """The requirement of an approved item, as far as the days go."""
    with at(days.drafted):
        requirement = start_requirement(cast[clerk], item)
    if days.surveyed is None:
        return requirement
    with at(days.surveyed):
        rows = [{"subject": s, "asked_on": clock.today(), "findings": found} for s, found in spec.survey]
        edit_requirement(
            cast[clerk], requirement, version=requirement.version, texts=spec.texts, is_complex=False, survey=rows
        )
        perform(REQUIREMENT, requirement, "finish_survey", actor=cast[clerk])
    if days.opened is None:
        return _reread(requirement)
    _ask_the_public(cast, requirement, spec, days, clerk, second, at)
    if days.reviewed is None:
        return _reread(requirement)
    with at(days.reviewed):
        perform(REQUIREMENT, requirement, "pass_general_review", actor=cast[second])
        if spec.panel:
            for login, section, text in spec.panel:
                give_opinion(cast[login], requirement, section=section, passed=True, text=text)
            perform(REQUIREMENT, requirement, "pass_key_review", actor=cast[second])
    if days.counsel:
        with at(days.counsel):
            perform(REQUIREMENT, requirement, "check_contract_text", actor=cast[counsel])
    if days.frozen:
        with at(days.frozen):
            perform(REQUIREMENT, requirement, "freeze", actor=cast[head])
    return _reread(requirement)


def _ask_the_public(
    cast: Cast, requirement: Requirement, spec: RequirementSpec, days: RequirementDays, clerk: str, second: str, at: At
) -> None:
    if days.checked:
        with at(days.checked):
            check_secrecy(cast, requirement, Kind.NEEDS, second=second)
    assert days.opened is not None
    assert days.comment_until is not None
    with at(days.opened):
        perform(REQUIREMENT, requirement, "open_comment", actor=cast[clerk], data={"comment_until": days.comment_until})
    answers = []
    for said in spec.comments:
        with at(said.at):
            answers.append((comment(requirement, said.name, said.text), said.answer))
    if days.answered and answers:
        with at(days.answered):
            for row, answer in answers:
                answer_comment(cast[clerk], row, answer)


def _reread(requirement: Requirement) -> Requirement:
    requirement.refresh_from_db()
    return requirement

"""Why a requirement may not go on: survey, comment, reviews, counsel."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.plan.models import PlanItem
from purchasing.requirement.models import Requirement, State
from purchasing.requirement.queries import (
    is_open_for_comment,
    key_review_ground,
    opinions_of,
    requirement_of,
    survey_subjects,
)

SECTIONS_NEEDED = "D-review-sections"
MANAGEMENT = "政府采购需求管理办法（财库〔2021〕22号）"


def survey_has_enough_subjects(requirement: Requirement, act: Act) -> Refusal | None:
    """The survey asked at least as many different subjects as the law wants (财库〔2021〕22号 第十条)."""
    ruling = act.rule("R-15-subjects", clock.day_of(act.at))
    asked = survey_subjects(requirement)
    if asked >= ruling.value:
        return None
    return Refusal(
        "survey-too-small",
        _("需求调查对象应不少于 %(needed)s 个，现有 %(asked)s 个。") % {"needed": ruling.whole, "asked": asked},
        rule="R-15",
        article=ruling.cites,
        next_step=_("请补充调查对象。"),
    )


def survey_and_comment_are_done_where_needed(requirement: Requirement, act: Act) -> Refusal | None:
    """Where R-14 applies the survey is done; a service to the public was open to comment for its whole period."""
    day = clock.day_of(act.at)
    ground = key_review_ground(requirement, day)
    if ground is not None and requirement.state == State.DRAFT:
        return Refusal(
            "survey-missing",
            _("本项目须开展需求调查：%(ground)s。") % {"ground": ground.title},
            rule="R-14",
            article=ground.cites,
            next_step=_("请先完成需求调查。"),
        )
    if requirement.plan_item.to_public and (requirement.comment_until is None or day <= requirement.comment_until):
        return Refusal(
            "comment-missing",
            _("面向公众的公共服务，采购需求须公开征求意见，征求期满后才能审查。"),
            article="政府采购法实施条例 第十五条",
            next_step=_("请公开征求意见，或等待期满。"),
        )
    return None


def the_public_has_been_heard(requirement: Requirement, act: Act) -> Refusal | None:
    """The public may comment until the announced day; the text is not taken back before it."""
    if not is_open_for_comment(requirement, clock.day_of(act.at)):
        return None
    return Refusal(
        "comment-running",
        _("采购需求正在公开征求意见，%(until)s 期满前不能退回。") % {"until": requirement.comment_until},
        article="政府采购法实施条例 第十五条",
        next_step=_("请等待期满，答复公众意见后再退回修改。"),
    )


def comments_are_answered(requirement: Requirement, act: Act) -> Refusal | None:
    """Every public comment has its answer."""
    waiting = requirement.comments.filter(answered_at__isnull=True).count()
    if not waiting:
        return None
    return Refusal(
        "comments-unanswered",
        _("还有 %(count)s 条公众意见没有答复。") % {"count": waiting},
        article="政府采购法实施条例 第十五条",
        next_step=_("请逐条答复。"),
    )


def panel_has_passed_it(requirement: Requirement, act: Act) -> Refusal | None:
    """Enough different sections of the unit have passed it (D-review-sections), and none has not (财库〔2021〕22号 第三十二条)."""
    opinions = list(opinions_of(requirement))
    needed = act.rule(SECTIONS_NEEDED, clock.day_of(act.at))
    if any(not opinion.passed for opinion in opinions):
        return Refusal(
            "panel-against",
            _("有部门审查不通过，不能通过重点审查。"),
            rule="R-14", article=f"{MANAGEMENT} 第三十二条", next_step=_("请退回修改后重新审查。"),
        )  # fmt: skip
    if len({opinion.section for opinion in opinions}) >= needed.value:
        return None
    return Refusal(
        "panel-incomplete",
        _("重点审查须有不少于 %(needed)s 个部门（采购、财务、业务等）的意见，现有 %(given)s 个。")
        % {"needed": needed.whole, "given": len(opinions)},
        rule="R-14", article=f"{MANAGEMENT} 第三十二条", next_step=_("请相关部门登录后提交审查意见。"),
    )  # fmt: skip


def key_review_is_done_where_needed(requirement: Requirement, act: Act) -> Refusal | None:
    """Where R-14 applies, key review and counsel's check of the contract text come before the freeze."""
    ground = key_review_ground(requirement, clock.day_of(act.at))
    if ground is not None:
        act.rules[ground.code] = ground
    if ground is None or requirement.state == State.COUNSEL_CHECKED:
        return None
    return Refusal(
        "key-review-missing",
        _("本项目须经重点审查和法律顾问审定合同文本后才能定稿：%(ground)s。") % {"ground": ground.title},
        rule="R-14",
        article=ground.cites,
        next_step=_("请先完成重点审查和合同文本审定。"),
    )


def requirement_is_frozen(item: PlanItem, act: Act) -> Refusal | None:
    """Only a frozen requirement can feed a procurement (财库〔2021〕22号 第二十九条)."""
    requirement = requirement_of(item)
    if requirement is not None and requirement.state == State.FROZEN:
        return None
    return Refusal(
        "requirement-not-frozen",
        _("采购需求尚未定稿，不能启动采购。"),
        article=f"{MANAGEMENT} 第二十九条",
        next_step=_("请先完成采购需求的审查和定稿。"),
    )

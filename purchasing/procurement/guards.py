"""Why a procurement may not be started, announced, closed or amended now."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

import portal.statutes as statutes
from portal.accounts.models import User
from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.intention.queries import intention_of, runs_until
from purchasing.plan.models import PlanItem
from purchasing.procurement.methods import refusal_of, rules_of
from purchasing.procurement.models import Appointment, Procurement
from purchasing.procurement.queries import posts_for, staff_of
from purchasing.publication.models import Kind
from purchasing.publication.models import State as PublicationState
from purchasing.publication.queries import publication_of

Duty = Appointment.Duty
SEVERAL = (Duty.REPRESENTATIVE, Duty.ACCEPTANCE_MEMBER)  # duties of more than one person
SEPARATE = (Duty.OPERATOR, Duty.CONTRACT_REVIEWER, Duty.ACCEPTANCE_MEMBER)
# Where the implementation plan names the people of each duty.
FIELDS = {
    Duty.OPERATOR: "operator", Duty.OPENING_OFFICER: "opening_officer", Duty.REPRESENTATIVE: "representatives",
    Duty.CONTRACT_REVIEWER: "contract_reviewer", Duty.ACCEPTANCE_ORGANISER: "acceptance_organiser",
    Duty.ACCEPTANCE_MEMBER: "acceptance_members", Duty.UNIT_FINANCE: "unit_finance",
}  # fmt: skip


def method_is_available(item: PlanItem, act: Act) -> Refusal | None:
    """The plan's procurement method can be run on the portal."""
    return refusal_of(item.method)


def intention_is_begun_or_waived(item: PlanItem, act: Act) -> Refusal | None:
    """The intention is public, or a reason is recorded why it could not be (财库〔2020〕10号)."""
    intention = intention_of(item)
    if (intention is not None and intention.released_at) or act.data.get("intention_waiver"):
        return None
    return Refusal(
        "intention-missing",
        _("尚未公开采购意向，也没有填写不公开的理由。"),
        rule="R-11",
        article=act.rule("R-11", clock.day_of(act.at)).cites,
        next_step=_("请先公开采购意向；确因不可预见原因急需开展的，请填写理由。"),
        field="intention_waiver",
    )


def duties_are_separate(item: PlanItem, act: Act) -> Refusal | None:
    """Operator, contract reviewer and acceptance members are different people of the unit (政府采购法 第六十一条)."""
    data = act.data
    if "operator" not in data:
        return None
    posts = [data["operator"], data["contract_reviewer"], *data["acceptance_members"]]
    if len({person.pk for person in posts}) < len(posts):
        return Refusal(
            "duties-not-separate",
            _("项目经办、合同复核和验收小组成员必须是不同的人。"),
            rule="SD2",
            article="政府采购法 第六十一条",
            next_step=_("请改派其中一人。"),
            field="acceptance_members",
        )
    return None


def appointees_can_do_their_duty(item: PlanItem, act: Act) -> Refusal | None:
    """Whoever is charged with a duty is of the unit, in a post that can do what the duty asks for."""
    for duty, field in FIELDS.items():
        given = act.data.get(field) or ()
        people = [given] if isinstance(given, User) else list(given)
        if refusal := _unfit(item, duty, people, act, field):
            return refusal
    return None


def _unfit(item: PlanItem, duty: str, people: Iterable[User], act: Act, field: str) -> Refusal | None:
    unit, day, wanted = item.plan.purchaser.organization_id, clock.day_of(act.at), {p.pk for p in people}
    if wanted <= set(staff_of(unit, day, duty).filter(pk__in=wanted).values_list("pk", flat=True)):
        return None
    if not wanted <= set(staff_of(unit, day).filter(pk__in=wanted).values_list("pk", flat=True)):
        return Refusal("appointee-outside", _("只能任命本单位的经办人员或受派人员。"), rule="SD2", field=field)
    return Refusal(
        "post-does-not-fit",
        _("“%(duty)s”要由%(posts)s担任，其他岗位不能办理这项职责的事项。")
        % {"duty": Duty(duty).label, "posts": posts_for(duty)},
        rule="SD2",
        next_step=_("请改派；没有合适人员的，请系统管理员先登记岗位。"),
        field=field,
    )


def replacement_is_lawful(
    procurement: Procurement, appointment: Appointment, successor: User, act: Act
) -> Refusal | None:
    """The successor is of the unit, holds no duty that excludes this one, and keys that are made stay with their holder."""
    if appointment.duty == Duty.OPENING_OFFICER and procurement.announced_at is not None:
        return Refusal("keys-are-made", _("开标密钥已经生成，不能再更换开标员。"), rule="SD9", field="user")
    others = procurement.appointments.exclude(pk=appointment.pk)
    return _takes_the_duty(procurement, appointment.duty, successor, others, act)


def addition_is_lawful(procurement: Procurement, duty: str, user: User, act: Act) -> Refusal | None:
    """One more person for a duty of several, under the same conditions as a successor."""
    if duty not in SEVERAL:
        return Refusal("duty-of-one", _("这项职责由一人担任，请更换人员。"), field="user")
    return _takes_the_duty(procurement, duty, user, procurement.appointments.all(), act)


def _takes_the_duty(
    procurement: Procurement, duty: str, user: User, others: QuerySet[Appointment], act: Act
) -> Refusal | None:
    if others.filter(user=user, duty=duty).exists():
        return Refusal("appointed-already", _("此人已担任这一职责。"), field="user")
    if duty in SEPARATE and others.filter(user=user, duty__in=SEPARATE).exists():
        return Refusal(
            "duties-not-separate",
            _("项目经办、合同复核和验收小组成员必须是不同的人。"),
            rule="SD2",
            article="政府采购法 第六十一条",
            field="user",
        )
    return _unfit(procurement.plan_item, duty, [user], act, "user")


def intention_has_run_its_time(procurement: Procurement, act: Act) -> Refusal | None:
    """The intention has been public for the whole period before the procurement begins (财库〔2020〕10号)."""
    if procurement.intention_waiver:
        return None
    ruling = act.rule("R-11", clock.day_of(act.at))
    intention = intention_of(procurement.plan_item)
    due = runs_until(intention) if intention else None
    if due is not None and clock.day_of(act.at) >= due.date:
        return None
    message = (
        _("采购意向公开未满 %(period)s，最早可于 %(day)s 发布采购公告。")
        % {"period": ruling.phrase, "day": due.date.isoformat()}
        if due
        else _("采购意向尚未公开。")
    )
    return Refusal("intention-too-young", message, rule="R-11", article=ruling.cites, next_step=_("请届时再发布。"))


def closing_is_far_enough(procurement: Procurement, act: Act) -> Refusal | None:
    """From the issue of the document to the closing lie the full days of the law (政府采购法 第三十五条)."""
    code = rules_of(procurement.method).receiving
    earliest = statutes.earliest(code, clock.day_of(act.at))
    assert earliest.ruling is not None
    act.rules[code] = earliest.ruling
    if procurement.closes_at is not None and clock.day_of(procurement.closes_at) >= earliest.date:
        return None
    return Refusal(
        "closing-too-soon",
        _("自招标文件开始发出至投标截止不得少于 %(period)s；今天发布的，投标截止最早为 %(day)s。")
        % {"period": earliest.ruling.phrase, "day": earliest.date.isoformat()},
        rule=code,
        article=earliest.ruling.cites,
        next_step=_("请退回代理机构调整投标截止时间。"),
    )


def budget_is_shown(procurement: Procurement, act: Act) -> Refusal | None:
    """The document shows budget and ceiling, and the ceiling is not above the budget (政府采购法实施条例 第三十条)."""
    if procurement.budget > 0 and procurement.ceiling is not None and 0 < procurement.ceiling <= procurement.budget:
        return None
    return Refusal(
        "ceiling-above-budget",
        _("采购文件须公开预算金额和最高限价，最高限价不得超过预算金额 %(budget)s 元。")
        % {"budget": f"{procurement.budget:,.2f}"},
        article="政府采购法实施条例 第三十条",
        next_step=_("请退回代理机构填写最高限价。"),
    )


def not_retried_yet(procurement: Procurement, act: Act) -> Refusal | None:
    """A procurement that ended without a contract is tried again once; the next try follows from that one."""
    if not procurement.retries.exists():
        return None
    return Refusal("already-retried", _("本项目已经重新采购。"), next_step=_("请在新的采购项目中办理。"))


def end_is_not_public_yet(procurement: Procurement, act: Act) -> Refusal | None:
    """The reason can be reworded until the notice of the end is released."""
    notice = publication_of(procurement, Kind.TERMINATION)
    if notice is None or notice.state != PublicationState.RELEASED:
        return None
    return Refusal("end-is-public", _("终止公告已经发布，理由不能再修改。"))


def closing_time_has_come(procurement: Procurement, act: Act) -> Refusal | None:
    """The clock has reached the closing time; it is itself too late for a bid (财政部令第87号 第三十三条)."""
    if procurement.closes_at is not None and act.at >= procurement.closes_at:
        return None
    return Refusal(
        "closing-time-ahead", _("投标截止时间未到。"), article="政府采购货物和服务招标投标管理办法 第三十三条"
    )


def closing_time_is_ahead(procurement: Procurement, act: Act) -> Refusal | None:
    """Bids are still received: the clock has not reached the closing time."""
    if procurement.closes_at is not None and act.at < procurement.closes_at:
        return None
    return Refusal(
        "bids-closed",
        _("投标已经截止，不能再澄清或更正采购文件。"),
        article="政府采购货物和服务招标投标管理办法 第二十七条",
    )

"""Why a proposed version of a rule cannot be put up or approved."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalog.rulebook import queries
from catalog.rulebook.kinds import fault_of, kind_of, places_of
from catalog.rulebook.models import RuleDraft
from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act


def rule_is_known(draft: RuleDraft, act: Act) -> Refusal | None:
    """A change is one of a rule that the portal applies; a code that nothing reads is no rule."""
    if queries.known(draft.code):
        return None
    return Refusal(
        "rule-unknown",
        _("没有编号为 %(code)s 的规则。") % {"code": draft.code},
        next_step=_("请从规则页起草修改。"),
    )


def unit_fits_rule(draft: RuleDraft, act: Act) -> Refusal | None:
    """The unit is of the kind in which the rule has been counted: days stay days, a share stays a share."""
    kinds = {kind_of(version.unit) for version in queries.known(draft.code)}
    if not kinds or kind_of(draft.unit) in kinds:
        return None
    return Refusal(
        "rule-unit",
        _("单位与这条规则的类别不符。"),
        next_step=_("期间只能在工作日与日之间改换；改变类别须由平台先行支持。"),
        field="unit",
    )


def value_fits_unit(draft: RuleDraft, act: Act) -> Refusal | None:
    """The figure is one that the rule's kind allows: whole days, a day of the year, a share of the whole."""
    places = places_of(draft.unit, [version.value for version in queries.known(draft.code)])
    if fault := fault_of(draft.unit, draft.value, places):
        return Refusal("rule-value", fault, field="value")
    return None


def words_are_there(draft: RuleDraft, act: Act) -> Refusal | None:
    """An entry whose words are searched for keeps at least one word."""
    former = queries.standing(draft.code, draft.effective_from)
    if draft.words or former is None or not former.words:
        return None
    return Refusal(
        "rule-words",
        _("提示词不能全部删除，否则申报事项不再按此条检查。"),
        next_step=_("请至少保留一个提示词。"),
        field="words",
    )


def begins_today_or_later(draft: RuleDraft, act: Act) -> Refusal | None:
    """A version begins today or later: nothing past is changed by it."""
    if draft.effective_from >= clock.day_of(act.at):
        return None
    return Refusal(
        "rule-in-the-past",
        _("施行日 %(day)s 已过，规则修改不溯及既往。") % {"day": draft.effective_from},
        next_step=_("请把施行日改为今天或以后。"),
        field="effective_from",
    )


def ends_after_it_begins(draft: RuleDraft, act: Act) -> Refusal | None:
    """A version that ends does so after it has begun."""
    if draft.effective_to is None or draft.effective_to > draft.effective_from:
        return None
    return Refusal("rule-dates", _("失效日应在施行日之后。"), field="effective_to")


def nothing_begins_meanwhile(draft: RuleDraft, act: Act) -> Refusal | None:
    """No other version of the same jurisdiction begins while the proposed one would hold."""
    later = queries.later_than(draft)
    if later is None:
        return None
    return Refusal(
        "rule-later-version",
        _("同一层级已有自 %(day)s 起施行的版本，与本次修改的施行期重叠。") % {"day": later.effective_from},
        article=later.cites,
        next_step=_("请改换施行日，或把失效日定在该日。"),
        field="effective_from",
    )


def former_may_end(draft: RuleDraft, act: Act) -> Refusal | None:
    """The version that is replaced has no end that was fixed already: an end once set for what is in force stays."""
    former = queries.former_of(draft)
    if former is None or former.effective_to is None:
        return None
    return Refusal(
        "rule-end-fixed",
        _("现行版本已定于 %(day)s 失效，不能提前。") % {"day": former.effective_to},
        article=former.cites,
        next_step=_("请把施行日定在该日或以后。"),
        field="effective_from",
    )


def leaves_no_gap(draft: RuleDraft, act: Act) -> Refusal | None:
    """On the day the proposed version ends another one holds, so that the portal is never without the rule."""
    if queries.holds_after(draft):
        return None
    return Refusal(
        "rule-gap",
        _("自 %(day)s 起将没有任何版本适用，依此规则办理的事项会全部停下。") % {"day": draft.effective_to},
        next_step=_("请不填失效日；到期前再起草后续版本。"),
        field="effective_to",
    )


def says_something_new(draft: RuleDraft, act: Act) -> Refusal | None:
    """The proposed version differs from the one it replaces in what it says or rests on."""
    former = queries.former_of(draft)
    names = ("value", "unit", "title_zh", "words", "cites", "source_mark", "effective_to", "note")
    if former is None or any(getattr(former, name) != getattr(draft, name) for name in names):
        return None
    return Refusal("rule-unchanged", _("与现行版本完全相同，无需修改。"), next_step=_("请修改内容，或撤回草稿。"))


CHECKS = (
    rule_is_known, unit_fits_rule, value_fits_unit, words_are_there, begins_today_or_later, ends_after_it_begins,
    nothing_begins_meanwhile, former_may_end, leaves_no_gap, says_something_new,
)  # fmt: skip
"""What is asked when a draft is put up, and again when it is approved: days pass and others decide in between."""

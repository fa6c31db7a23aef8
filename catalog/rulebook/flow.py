"""A change of a rule is drafted by one officer of finance and decided by another (handbook §2; SD14)."""

from django.utils.translation import gettext_lazy as _

from catalog.rulebook.guards import CHECKS
from catalog.rulebook.models import State
from catalog.rulebook.policies import Can
from portal.workflow.flow import Flow
from portal.workflow.separation import name_verbs

RULE_DRAFT = Flow(
    "rule_draft",
    model="catalog.RuleDraft",
    states=State,
    initial=State.DRAFT,
    label=_("规则修改"),
    read=Can.READ_DRAFT,
)
RULE_DRAFT.transition(
    "submit",
    label=_("提交批准"),
    source=State.DRAFT,
    target=State.SUBMITTED,
    who=Can.DRAFT_RULE,
    guards=CHECKS,
)
RULE_DRAFT.transition(
    "approve",
    label=_("批准规则修改"),
    source=State.SUBMITTED,
    target=State.APPROVED,
    who=Can.APPROVE_RULE,
    form="catalog.rulebook.forms.ApproveForm",
    guards=CHECKS,
    official=True,
)
RULE_DRAFT.transition(
    "send_back",
    label=_("退回修改"),
    source=State.SUBMITTED,
    target=State.DRAFT,
    who=Can.APPROVE_RULE,
    form="catalog.rulebook.forms.SendBackForm",
    optional=True,
)
RULE_DRAFT.transition(
    "withdraw",
    label=_("撤回"),
    source={State.DRAFT, State.SUBMITTED},
    target=State.WITHDRAWN,
    who=Can.DRAFT_RULE,
    optional=True,
)
name_verbs({"rule_draft.edit": _("修改规则草稿")})

"""An intention is drafted, checked, released, and linked when its procurement is announced (handbook §3.4)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.workflow.flow import Flow
from portal.workflow.separation import name_verbs
from purchasing.intention.models import State
from purchasing.intention.policies import Can
from purchasing.plan.flow import PLAN_ITEM
from purchasing.plan.models import ItemState
from purchasing.publication.guards import secrecy_is_checked
from purchasing.publication.models import Kind

INTENTION = Flow(
    "intention",
    model="purchasing.Intention",
    states=State,
    initial=State.DRAFT,
    label=_("采购意向"),
    read=Can.READ_INTENTION,
)
INTENTION.transition(
    "release",
    label=_("公开采购意向"),
    source=State.DRAFT,
    target=State.RELEASED,
    who=Can.RELEASE_INTENTION,
    guards=[secrecy_is_checked(Kind.INTENTION)],
    official=True,
)
INTENTION.transition("link", label=_("进入采购"), source=State.RELEASED, target=State.LINKED, joined=True)
PLAN_ITEM.task(
    "begin_intention",
    label=_("起草采购意向"),
    source=ItemState.APPROVED,
    who=Can.BEGIN_INTENTION,
    when=Q(intention=None),
    page=lambda item: "/desk/intentions/",
)
name_verbs({"intention.edit": _("修改采购意向")})

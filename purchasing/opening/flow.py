"""The opening waits for the closing and for two holders, is released, and is done when the worker has opened every bid."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portal.workflow.flow import Flow
from purchasing.opening import guards
from purchasing.opening.models import KeyPart, State
from purchasing.opening.policies import Can

OPENING = Flow(
    "opening",
    model="purchasing.Opening",
    states=State,
    initial=State.WAITING,
    label=_("开标"),
    read=Can.READ_OPENING,
)
OPENING.transition("gather", label=_("开始收集密钥"), source=State.WAITING, target=State.GATHERING, joined=True)
OPENING.transition(
    "give_part",
    label=_("提交密钥份额"),
    source=State.GATHERING,
    who=Can.GIVE_KEY_PART,
    form="purchasing.opening.forms.KeyPartForm",
    guards=[guards.bids_are_closed, guards.actor_is_a_holder, guards.enough_bids, guards.part_is_the_holders_first],
    official=True,
)
OPENING.task(
    "part",
    label=_("提交密钥份额"),
    source=State.GATHERING,
    who=Can.GIVE_OWN_PART,
    model="purchasing.ProcurementKey_holders",
    along="procurementkey__procurement__opening",
    when=~Q(
        Exists(
            KeyPart.objects.filter(
                holder=OuterRef("keyholder"), opening=OuterRef("procurementkey__procurement__opening")
            )
        )
    ),
    page=lambda holding: holding.procurementkey.procurement.opening.get_absolute_url(),
    instead_of="give_part",
)
OPENING.transition("release_key", label=_("合成密钥"), source=State.GATHERING, target=State.RELEASED, joined=True)
OPENING.transition("finish", label=_("完成开标"), source=State.RELEASED, target=State.DONE, joined=True)
OPENING.transition(
    "cancel",
    label=_("不再开标"),
    source={State.WAITING, State.GATHERING, State.RELEASED},
    target=State.CANCELLED,
    joined=True,
)

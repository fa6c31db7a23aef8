"""The opening waits for two holders, is released, and is done when the worker has opened every bid."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.flow import Flow
from purchasing.opening import guards
from purchasing.opening.models import State
from purchasing.opening.policies import Can

OPENING = Flow(
    "opening", model="purchasing.Opening", states=State, initial=State.GATHERING, label=_("开标"),
    read=Can.READ_OPENING,
)
OPENING.transition(
    "give_part", label=_("提交密钥份额"), source=State.GATHERING, who=Can.GIVE_KEY_PART,
    form="purchasing.opening.forms.KeyPartForm",
    guards=[guards.bids_are_closed, guards.actor_is_a_holder, guards.enough_bids],
)
OPENING.transition("release_key", label=_("合成密钥"), source=State.GATHERING, target=State.RELEASED, joined=True)
OPENING.transition("finish", label=_("完成开标"), source=State.RELEASED, target=State.DONE, joined=True)

"""Drafted by one person, checked by another, then released; the event of the release makes it public."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.flow import Flow
from purchasing.publication.guards import (
    checker_is_not_author,
    others_have_changed,
    text_has_changed,
    text_is_as_checked,
)
from purchasing.publication.models import State
from purchasing.publication.policies import Can

PUBLICATION = Flow(
    "publication",
    model="purchasing.Publication",
    states=State,
    initial=State.DRAFTED,
    label=_("信息公开"),
    read=Can.READ_PUBLICATION,
)
PUBLICATION.transition(
    "check",
    label=_("通过保密审查"),
    source=State.DRAFTED,
    target=State.CHECKED,
    who=Can.CHECK_SECRECY,
    form="purchasing.publication.forms.CheckForm",
    guards=[checker_is_not_author],
)
PUBLICATION.transition(
    "send_back",
    label=_("退回修改"),
    source=State.DRAFTED,
    target=State.RETURNED,
    who=Can.CHECK_SECRECY,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
)
PUBLICATION.transition(
    "resubmit",
    label=_("说明后重新送审"),
    source=State.RETURNED,
    target=State.DRAFTED,
    who=Can.RESUBMIT_PUBLICATION,
)
PUBLICATION.transition(
    "redraft",
    label=_("重新提交审查"),
    source={State.DRAFTED, State.RETURNED, State.CHECKED},
    target=State.DRAFTED,
    joined=True,
)
PUBLICATION.transition(
    "recheck",
    label=_("内容已修改，重新审查"),
    source=State.CHECKED,
    target=State.DRAFTED,
    due="checked_at",
    guards=[text_has_changed],
)
PUBLICATION.transition(
    "choose_anew",
    label=_("另定审查人"),
    source={State.DRAFTED, State.RETURNED},
    due="put_up_at",
    guards=[others_have_changed],
)
PUBLICATION.transition(
    "release",
    label=_("发布"),
    source=State.CHECKED,
    target=State.RELEASED,
    due="not_before",
    guards=[text_is_as_checked],
)

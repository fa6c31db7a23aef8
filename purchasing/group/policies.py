"""The group's office prepares, its leader decides and signs, organisations answer their tasks; watchers read (handbook §2)."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

OFFICE, LEADER = Role.COORDINATION_OFFICE, Role.COORDINATION_LEADER
ANSWERING = (
    Role.PURCHASER_CLERK, Role.BUDGET_SUPERVISOR, Role.FINANCE_CLERK, Role.CIVIL_AFFAIRS, Role.MARKET_REGULATION,
)  # fmt: skip
TOLD = Q(state__in=["tasks", "reported_to_government"])
OPEN = Q(state__in=["decided", "tasks"])
RECORDED = ~Q(reply_document="") & Q(reply_confirmed_at=None)
WATCHING = may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)


class Can(Capability):
    READ_GROUP = may(OFFICE, LEADER, within="group") | WATCHING  # on GroupMember and GroupMeeting
    KEEP_GROUP = may(OFFICE, within="group")
    READ_MATTER = (
        may(OFFICE, LEADER, within="group")
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within="proposer")
        | may(*ANSWERING, Role.PURCHASER_HEAD, Role.FINANCE_APPROVER, within="tasks__organization", when=TOLD)
        | WATCHING
    )
    EDIT_MATTER = may(OFFICE, within="group", when=Q(state="proposed"))
    PREPARE_MATTER = may(OFFICE, within="group")
    DECIDE_MATTER = may(LEADER, within="group", never_after=("begin", "edit", "put_on_agenda"))
    DEFER_MATTER = may(LEADER, within="group")
    SET_TASKS = may(OFFICE, within="group", when=Q(state="decided"))
    REMOVE_TASK = may(OFFICE, within="matter__group", when=Q(matter__state="decided"))  # on GroupTask
    ANSWER_TASK = may(
        *ANSWERING, within="organization", when=Q(answered_at=None, matter__state="tasks")
    )  # on GroupTask
    RETURN_ANSWER = may(OFFICE, within="matter__group", when=Q(answered_at__isnull=False, matter__state="tasks"))
    DRAFT_REPORT = may(OFFICE, within="group", when=OPEN)
    SIGN_REPORT = may(LEADER, within="group", when=~Q(report_text=""), never_after="draft_report")
    RECORD_REPLY = may(OFFICE, within="group", when=Q(reply_document=""))
    CONFIRM_REPLY = may(LEADER, within="group", when=RECORDED, never_after="record_reply")
    RETURN_REPLY = may(LEADER, within="group", when=RECORDED)

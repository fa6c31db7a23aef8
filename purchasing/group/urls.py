"""Addresses of the group on the desk."""

from django.urls import path

from purchasing.group.views import matters, seats

urlpatterns = [
    path("desk/group/", matters.matters, name="group-matters"),
    path("desk/group/new/", matters.matter_new, name="group-matter-new"),
    path("desk/group/<int:pk>/", matters.matter, name="group-matter"),
    path("desk/group/<int:pk>/edit/", matters.matter_edit, name="group-matter-edit"),
    path("desk/group/<int:pk>/report/", matters.report_edit, name="group-report"),
    path("desk/group/<int:pk>/letter/", matters.letter, name="group-letter"),
    path("desk/group/<int:pk>/tasks/new/", matters.task_new, name="group-task-new"),
    path("desk/group/tasks/<int:pk>/remove/", matters.task_remove, name="group-task-remove"),
    path("desk/group/tasks/<int:pk>/answer/", matters.task_answer, name="group-task-answer"),
    path("desk/group/tasks/<int:pk>/return/", matters.task_return, name="group-task-return"),
    path("desk/group/meetings/", seats.meetings, name="group-meetings"),
    path("desk/group/meetings/new/", seats.meeting_new, name="group-meeting-new"),
    path("desk/group/meetings/<int:pk>/", seats.meeting, name="group-meeting"),
    path("desk/group/meetings/<int:pk>/edit/", seats.meeting_edit, name="group-meeting-edit"),
    path("desk/group/members/", seats.members, name="group-members"),
    path("desk/group/members/new/", seats.member_new, name="group-member-new"),
    path("desk/group/members/<int:pk>/end/", seats.member_end, name="group-member-end"),
]

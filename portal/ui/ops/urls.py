"""Addresses of messages, undelivered things and checkpoints."""

from django.urls import path

from portal.ui.ops import checkpoints, messages, undelivered

app_name = "ops"
urlpatterns = [
    path("notifications/", messages.notifications, name="notifications"),
    path("notifications/read/", messages.read_all, name="read_all"),
    path("notifications/mail/", messages.mail_choice, name="mail_choice"),
    path("notifications/<uuid:reference>/", messages.open_message, name="open_message"),
    path("ops/undelivered/", undelivered.undelivered, name="undelivered"),
    path("ops/undelivered/events/<int:pk>/retry/", undelivered.retry_event, name="retry_event"),
    path("ops/undelivered/mails/<int:pk>/retry/", undelivered.retry_mail, name="retry_mail"),
    path("audit/checkpoints/", checkpoints.checkpoints, name="checkpoints"),
]

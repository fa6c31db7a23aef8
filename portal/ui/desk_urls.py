"""Addresses of the desk: log-in, 待办 and what hangs on it, and the one address of all transitions."""

from django.urls import path

from portal.ui import inbox, login, transitions

urlpatterns = [
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("desk/", inbox.inbox, name="inbox"),
    path("desk/done/", inbox.done, name="done"),
    path("desk/limits/", inbox.limits, name="limits"),
    path("desk/switch/", inbox.switch_role, name="switch_role"),
    path("do/<slug:flow>/<str:key>/<slug:name>/", transitions.transition, name="transition"),
]

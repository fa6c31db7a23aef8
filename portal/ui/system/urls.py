"""Addresses of users, memberships and organisations on the desk, and of everybody's own profile."""

from django.urls import path

from portal.ui.system import deputies, organisations, profile, users

app_name = "system"
urlpatterns = [
    path("desk/system/users/", users.users, name="users"),
    path("desk/system/users/new/", users.user_new, name="user_new"),
    path("desk/system/users/<int:pk>/", users.user, name="user"),
    path("desk/system/users/<int:pk>/edit/", users.user_edit, name="user_edit"),
    path("desk/system/users/<int:pk>/lock/", users.user_lock, name="user_lock"),
    path("desk/system/users/<int:pk>/unlock/", users.user_unlock, name="user_unlock"),
    path("desk/system/users/<int:pk>/password/", users.user_password, name="user_password"),
    path("desk/system/users/<int:pk>/memberships/new/", users.membership_new, name="membership_new"),
    path("desk/system/memberships/<int:pk>/end/", users.membership_end, name="membership_end"),
    path("desk/system/organisations/", organisations.organisations, name="organisations"),
    path("desk/system/organisations/new/", organisations.organisation_new, name="organisation_new"),
    path("desk/system/organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("desk/system/organisations/<int:pk>/edit/", organisations.organisation_edit, name="organisation_edit"),
    path("desk/system/organisations/<int:pk>/name/", organisations.organisation_name, name="organisation_name"),
    path("profile/", profile.profile, name="profile"),
    path("profile/password/", profile.profile_password, name="profile_password"),
    path("profile/deputies/", deputies.deputies, name="deputies"),
    path("profile/deputies/new/", deputies.deputy_new, name="deputy_new"),
    path("profile/deputies/<int:pk>/end/", deputies.deputy_end, name="deputy_end"),
    path("profile/email/", profile.profile_email, name="profile_email"),
]

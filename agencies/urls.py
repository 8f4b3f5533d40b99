"""Addresses of the administration and of one's own account."""

from django.urls import path

from agencies.views import accounts, agencies

app_name = "agencies"
urlpatterns = [
    path("administration/", agencies.administration, name="administration"),
    path("administration/audit/", agencies.audit, name="audit"),
    path("administration/users/", accounts.users, name="users"),
    path("administration/users/new/", accounts.user_new, name="user_new"),
    path("administration/users/<int:pk>/", accounts.user_edit, name="user_edit"),
    path("administration/users/<int:pk>/send-link/", accounts.user_send_link, name="user_send_link"),
    path("administration/agencies/", agencies.agencies, name="agencies"),
    path("administration/agencies/new/", agencies.agency_new, name="agency_new"),
    path("administration/agencies/<slug:code>/", agencies.agency_edit, name="agency_edit"),
    path("administration/groups/<slug:code>/", agencies.group_edit, name="group_edit"),
    path("profile/", accounts.profile, name="profile"),
]

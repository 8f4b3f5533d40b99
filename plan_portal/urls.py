"""Addresses of the portal."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.i18n import set_language

from plan_portal.errors import not_offered
from plan_portal.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("reports.urls.front")),
    # What allauth could do and the portal does not: an account's address is the administrator's to change.
    re_path(r"^accounts/(?:email|confirm-email|login/code)/", not_offered, name="not_offered"),
    path("accounts/", include("allauth.urls")),
    path("", include("agencies.urls")),
    path("plans/", include("tasks.urls")),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("", include("reports.urls")),
]

handler400 = "plan_portal.errors.bad_request"
handler403 = "plan_portal.errors.permission_denied"
handler404 = "plan_portal.errors.page_not_found"
handler429 = "plan_portal.errors.too_many_requests"  # allauth's, for someone who tries too often.
handler500 = "plan_portal.errors.server_error"

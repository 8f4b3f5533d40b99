"""Addresses of the portal."""

from django.urls import include, path

from plan_portal.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("reports.urls.front")),
    path("accounts/", include("allauth.urls")),
    path("", include("agencies.urls")),
    path("plans/", include("tasks.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("reports.urls")),
]

handler400 = "plan_portal.errors.bad_request"
handler403 = "plan_portal.errors.permission_denied"
handler404 = "plan_portal.errors.page_not_found"
handler429 = "plan_portal.errors.too_many_requests"  # allauth's, for someone who tries too often.
handler500 = "plan_portal.errors.server_error"

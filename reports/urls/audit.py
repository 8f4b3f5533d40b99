"""Addresses of the audit trail."""

from django.urls import path

from reports.views import audit

urlpatterns = [path("audit/", audit.audit, name="audit")]

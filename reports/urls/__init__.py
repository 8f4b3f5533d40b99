"""Addresses of the app, one module per kind of work; each gives its `urlpatterns`."""

from django.urls import URLPattern

from reports.urls import (
    agency,
    agency_plan,
    audit,
    consolidation,
    coordinator,
    dashboard,
    health,
    notices,
    planning,
)

app_name = "reports"
urlpatterns: list[URLPattern] = [
    *agency.urlpatterns,
    *agency_plan.urlpatterns,
    *audit.urlpatterns,
    *consolidation.urlpatterns,
    *coordinator.urlpatterns,
    *dashboard.urlpatterns,
    *health.urlpatterns,
    *notices.urlpatterns,
    *planning.urlpatterns,
]

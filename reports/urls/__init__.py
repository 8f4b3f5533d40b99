"""Addresses of the reports, one module per side."""

from reports.urls import agency

app_name = "reports"
urlpatterns = [*agency.urlpatterns]

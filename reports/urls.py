"""Addresses of reports and of what belongs to them."""

from django.urls import path

from reports.views.health import readyz

urlpatterns = [
    path("readyz", readyz, name="readyz"),
]

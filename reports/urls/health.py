"""Whether the portal as a whole works."""

from django.urls import URLPattern, path

from reports.views.health import readyz

urlpatterns: list[URLPattern] = [
    path("readyz", readyz, name="readyz"),
]

"""Notices: one's own, and the delivery record of a period."""

from django.urls import URLPattern, path

from reports.views import notices

urlpatterns: list[URLPattern] = [
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/<int:pk>/open/", notices.notice_open, name="notice_open"),
    path("notices/<int:pk>/read/", notices.notice_read, name="notice_read"),
    path("periods/<int:pk>/notices/", notices.period_notices, name="period_notices"),
]

"""Notices: one's own, and the delivery record of a period."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

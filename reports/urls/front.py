"""The front door, whose name belongs to no app."""

from django.urls import path

from reports.views.home import home

urlpatterns = [path("", home, name="home")]

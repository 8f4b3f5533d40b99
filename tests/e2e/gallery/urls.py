"""Addresses of the gallery: the pages that show the pieces, before the portal's own, whose names the shell asks for."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from tests.e2e.gallery import pages

urlpatterns = [
    path("", login_not_required(pages.components), name="home"),
    path("form/", login_not_required(pages.form), name="form"),
    path("review/", login_not_required(pages.review), name="review"),
    path("errors/<int:status>/", login_not_required(pages.error), name="error"),
    path("", include("plan_portal.urls")),
]
